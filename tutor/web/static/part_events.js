/* Runs for each part about practice, with Gradio's `trigger`: passes on what a visitor does in it. */
document.addEventListener("$PART-act", ({ detail }) => trigger("act", detail));
document.dispatchEvent(new CustomEvent("part-ready", { detail: "$PART" }));
