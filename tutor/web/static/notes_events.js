/* Runs for the drop zone, with Gradio's `element`, `trigger` and `upload`: sends chosen files and
   passes on what is pressed anywhere in the Notes part of the page. */
const zone = element.querySelector(".drop");
const input = zone.querySelector("input");
const line = zone.querySelector(".sending");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const megabytes = (bytes) => (bytes / 1e6).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const tell = (words, problem = false) => {
  line.textContent = words;
  line.classList.toggle("problem", problem);
};

let sending = false;
const send = async (files) => {
  const { limit, most, sending: words, notSent, tooLarge, tooMany } = zone.dataset;
  if (sending || !files.length) return;
  if (files.length > Number(most)) return tell(fill(tooMany, { count: files.length, limit: most }), true);
  const large = files.find((file) => file.size > Number(limit));
  if (large) return tell(fill(tooLarge, { name: large.name, size: megabytes(large.size), limit: megabytes(limit) }), true);
  sending = true;
  zone.classList.add("busy");
  const sent = [];
  try {
    for (const file of files) {
      tell(fill(words, { number: sent.length + 1, count: files.length, name: file.name }));
      try {
        const { path } = await upload(file);
        sent.push({ path, name: file.name });
      } catch (error) {
        console.error(error);
        return tell(fill(notSent, { name: file.name }), true);
      }
    }
    tell("");
    bringUp = true;
    trigger("sent", { files: sent });
  } finally {
    sending = false;
    zone.classList.remove("busy");
  }
};

input.addEventListener("change", () => {
  send([...input.files]);
  input.value = "";
});

// What was read comes into sight as it is written, to its buttons if there is room for all of it,
// until the visitor goes on.
let bringUp = false;
const part = element.closest("#notes-page");
new ResizeObserver(() => {
  const draft = part.querySelector("#notes-draft");
  const decide = part.querySelector("#notes-decide");
  if (!bringUp || !draft?.querySelector("article") || !decide?.checkVisibility()) return;
  decide.scrollIntoView({ block: "nearest" });
  if (draft.getBoundingClientRect().top < 0) draft.scrollIntoView({ block: "start" });
}).observe(part);
["wheel", "touchmove", "pointerdown", "keydown"].forEach((each) => document.addEventListener(each, () => { bringUp = false; }, { passive: true }));

const shown = () => document.documentElement.dataset.tab === "notes";
const hasFiles = (event) => shown() && [...(event.dataTransfer?.types ?? [])].includes("Files");
let leaving;
document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  clearTimeout(leaving);
  zone.classList.add("over");
  leaving = setTimeout(() => zone.classList.remove("over"), 200);
});
document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  zone.classList.remove("over");
  send([...event.dataTransfer.files]);
});

document.addEventListener("notes-shown", () => trigger("refresh", {}));
document.addEventListener("notes-act", ({ detail }) => trigger("act", detail));
