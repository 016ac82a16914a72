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
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector("#notes-table details.remove[open]");
    if (event.key === "Escape" && open) fold(open);
  });
})();
