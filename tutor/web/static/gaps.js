/* The list of what the notes lack, copied. */
document.addEventListener("click", async ({ target }) => {
  const button = target.closest(".copy-gaps");
  if (!button) return;
  const { list, done, failed } = button.dataset;
  button.textContent = await navigator.clipboard.writeText(list).then(() => done, () => failed);
});
