/* The page's tabs, kept in the address so that a reload shows the same one, and the Notes part's
   buttons. Listened for on the document, because Gradio makes the elements when it likes. */
(() => {
  const root = document.documentElement;
  const scrolled = {};
  const nav = () => document.querySelector("#header nav");
  const tabIn = (address) => (address === "#notes" ? "notes" : "chat");

  const mark = () => {
    nav()?.querySelectorAll("a").forEach((link) => {
      if (tabIn(link.hash) === root.dataset.tab) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.querySelector("#notes-page")?.setAttribute("role", "main");
  };
  const show = (tab) => {
    const before = root.dataset.tab;
    if (before) scrolled[before] = scrollY;
    root.dataset.tab = tab;
    mark();
    if (!before || before === tab) return;
    scrollTo(0, scrolled[tab] ?? 0);
    if (tab === "notes") document.dispatchEvent(new CustomEvent("notes-shown"));
  };
  const go = (tab) => {
    if (tab !== root.dataset.tab) history.pushState(null, "", tab === "chat" ? location.pathname + location.search : `#${tab}`);
    show(tab);
  };
  addEventListener("popstate", () => show(tabIn(location.hash)));
  addEventListener("hashchange", () => show(tabIn(location.hash)));
  show(tabIn(location.hash));
  new MutationObserver((_, observer) => {
    if (!nav() || !document.querySelector("#notes-page")) return;
    mark();
    observer.disconnect();
  }).observe(root, { childList: true, subtree: true });

  const act = (name, button) => {
    button.disabled = true;
    document.dispatchEvent(new CustomEvent("notes-act", { detail: { name, target_id: button.value } }));
  };
  const fold = (details) => {
    details.open = false;
    details.querySelector("summary").focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#header nav a, a.to-chat");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      go(tabIn(link.hash));
      if (link.matches(".to-chat")) document.querySelector("#question textarea")?.focus();
    }
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
