/* The list of keys. Listened for on the document, because Gradio makes the elements when it likes. */
(() => {
  const dialog = () => document.querySelector("#keys-dialog");
  document.addEventListener("click", (event) => {
    const list = dialog();
    if (event.target.closest("button[name=keys]")) list?.showModal();
    else if (event.target.closest("button[name=close-keys]") || event.target === list) list.close();
  });
  // Before all others: while the list is shown, a key does nothing behind it.
  document.addEventListener("keydown", (event) => {
    const list = dialog();
    if (list?.open) return event.stopImmediatePropagation();
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.key !== "?") return;
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    list?.showModal();
  }, true);
})();
