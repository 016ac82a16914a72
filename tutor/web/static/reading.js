/* The colours that were chosen on the page, or the system's. */
const kept = localStorage.getItem("study-tutor-theme");
const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.body.classList.toggle("dark", dark);
