/* The reader: notes in their place, without leaving the page. Whatever shows a passage has a link
   `a.open` to it; what the link leads to is shown in a dialog, in a tree of its own (a shadow root)
   with its own style. Without this script it is a link like any other. The dialog is a step in the
   browser's history, so that going back closes it and nothing else. */
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const SPOTS = [".outline rect", ".asked mark", ".asked", ".said"];
  const reading = new URL("notes/", document.baseURI);
  let opening = null; // what is being fetched

  const dialog = () => {
    if ($("#reader")) return $("#reader");
    document.body.insertAdjacentHTML("beforeend", $("#reader-parts").textContent);
    const made = $("#reader");
    $(".reader-page", made).attachShadow({ mode: "open" });
    made.addEventListener("close", closed);
    made.addEventListener("cancel", (event) => { event.preventDefault(); leave(); });
    // The page's own keys are not meant while it is open.
    made.addEventListener("keydown", (event) => event.stopPropagation());
    made.addEventListener("click", (event) => {
      if (event.target === made || event.target.closest("[name=reader-close]")) leave();
    });
    return made;
  };

  /* -- opening -- */
  const open = async (address) => {
    const reader = dialog();
    const page = $(".reader-page", reader);
    const title = $("h2", reader);
    const state = $(".reader-state", reader);
    page.shadowRoot.replaceChildren();
    title.textContent = reader.getAttribute("aria-label");
    state.textContent = state.dataset.words ??= state.textContent;
    $(".reader-tab", reader).href = address;
    if (!reader.open) reader.showModal();
    title.focus();
    opening?.abort();
    opening = new AbortController();
    try {
      const answer = await fetch(address, { signal: opening.signal });
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      const content = $(".reading", read);
      if (!content) throw new Error("not a note");
      state.textContent = "";
      if (answer.ok) title.textContent = read.title;
      show(page, read, content, answer.url);
    } catch (error) {
      if (error.name !== "AbortError") state.textContent = reader.dataset.lost;
    }
  };

  const show = (page, read, content, base) => {
    content.querySelectorAll("script").forEach((script) => script.remove());
    content.querySelectorAll("[href]").forEach((link) => {
      if (link.hash && link.getAttribute("href").startsWith("#")) return;
      link.href = new URL(link.getAttribute("href"), base).href;
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
    content.querySelectorAll("img").forEach((image) => { image.src = new URL(image.getAttribute("src"), base).href; });
    $(".app", content)?.remove();
    $("h1", content)?.remove(); // the dialog's heading says it
    const ground = document.createElement("div");
    ground.className = document.body.classList.contains("dark") ? "dark" : "light";
    ground.append(content);
    page.shadowRoot.replaceChildren($("style", read), ground);
    ground.querySelectorAll("pre, .table, math[display=block]").forEach((wide) => {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    });
    page.scrollTop = 0;
    SPOTS.map((each) => $(each, ground)).find(Boolean)?.scrollIntoView({ block: "center" });
    page.focus({ preventScroll: true });
  };

  /* -- the browser's history -- */
  // It closes once the browser has gone back: what is done in the page next then comes after that.
  let leaving = false;
  const leave = () => {
    if (!history.state?.reader) return $("#reader").close();
    if (!leaving) history.back();
    leaving = true;
  };
  const closed = () => {
    if ($("#reader").open) return; // once more, before this was told
    opening?.abort();
    if (history.state?.reader) leave();
  };
  addEventListener("popstate", (event) => {
    leaving = false;
    const reader = $("#reader");
    const wanted = event.state?.reader;
    if (!wanted && !reader?.open) return;
    event.stopImmediatePropagation(); // to the other parts of the page, nothing changes
    if (wanted) open(wanted);
    else reader.close();
  });
  if (history.state?.reader) {
    const again = history.state.reader;
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => open(again));
    else open(again);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.href);
    if (!address.href.startsWith(reading.href)) return;
    event.preventDefault();
    if (!$("#reader")?.open) history.pushState({ ...history.state, reader: address.href }, "");
    open(address.href);
  });
})();
