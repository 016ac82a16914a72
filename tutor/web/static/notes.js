/* The Notes part's buttons. Listened for on the document, because Gradio makes the elements when it
   likes. */
(() => {
  const act = (name, button) => {
    button.disabled = true;
    document.dispatchEvent(new CustomEvent("notes-act", { detail: { name, target_id: button.value } }));
  };
  const fold = (details) => {
    details.open = false;
    details.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#notes-page button[name]");
    if (button?.name === "choose-notes") document.querySelector("#notes-drop input").click();
    else if (button?.name === "note-keep") fold(button.closest("details"));
    else if (button) act(button.name.replace("note-", ""), button);
  });
  // A question about what was added stands in the box, unless something is written there already.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#notes-status a[data-question]");
    if (!link || document.querySelector("#question :is(textarea, input)")?.value.trim()) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("ask", { detail: { question: link.dataset.question, fresh: true, send: false } }));
  }, true);
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("#notes-table details.remove[open]");
    if (event.key === "Escape" && open) fold(open);
  });
})();
