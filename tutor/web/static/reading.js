/* The colours that were chosen on the page, or the system's. */
const kept = localStorage.getItem("study-tutor-theme");
const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.body.classList.toggle("dark", dark);
/* What was asked for in the middle of the screen: on the picture of its page, or in the text. */
addEventListener("load", () => {
  const spot = [".outline rect", ".asked mark", ".asked"].map((each) => document.querySelector(each)).find(Boolean);
  if (spot) requestAnimationFrame(() => spot.scrollIntoView({ block: "center" }));
});
/* What is wider than its place can be moved by keyboard. */
const wide = () => document.querySelectorAll("pre, .table, math[display=block]").forEach((each) => {
  if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
});
addEventListener("load", wide);
addEventListener("resize", wide);
