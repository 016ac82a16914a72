/* The page's tabs, kept in the address so that a reload shows the same one. Listened for on the
   document, because Gradio makes the elements when it likes. */
(() => {
  const root = document.documentElement;
  const scrolled = {};
  const TABS = ["notes", "practice", "review", "exam", "progress"];
  const nav = () => document.querySelector("#header nav");
  const tabIn = (address) => TABS.find((tab) => address === `#${tab}`) ?? "chat";
  const partOf = (tab) => document.querySelector(`#${tab}-page`);

  const mark = () => {
    const current = root.dataset.tab === "exam" ? "practice" : root.dataset.tab;
    nav()?.querySelectorAll("a").forEach((link) => {
      if (tabIn(link.hash) === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    TABS.forEach((tab) => partOf(tab)?.setAttribute("role", "main"));
  };
  const show = (tab) => {
    const before = root.dataset.tab;
    if (before) scrolled[before] = scrollY;
    root.dataset.tab = tab;
    mark();
    if (!before || before === tab) return;
    scrollTo(0, scrolled[tab] ?? 0);
    document.dispatchEvent(new CustomEvent(`${tab}-shown`));
  };
  const go = (tab) => {
    if (tab !== root.dataset.tab) history.pushState(null, "", tab === "chat" ? location.pathname + location.search : `#${tab}`);
    show(tab);
  };
  addEventListener("popstate", () => show(tabIn(location.hash)));
  addEventListener("hashchange", () => show(tabIn(location.hash)));
  document.addEventListener("go-to", ({ detail }) => go(detail));
  show(tabIn(location.hash));
  new MutationObserver((_, observer) => {
    if (!nav() || !partOf("notes")) return;
    mark();
    observer.disconnect();
  }).observe(root, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#header nav a, a.to-chat, a.to-part");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(tabIn(link.hash));
    if (link.matches(".to-chat")) document.querySelector("#question textarea")?.focus();
  });
})();
