/* The page's parts, kept in the address so that a reload shows the same one: `#practice`, or with
   what a part shows, `#search?q=…` and `#chat/…`. Listened for on the document, because Gradio
   makes the elements when it likes. */
(() => {
  const root = document.documentElement;
  const { parts, title } = studyTutor.words.page;
  const PARENT = { exam: "practice", gaps: "notes" }; // what isn't in the header's row itself
  const scrolled = {};
  const left = {}; // the address with which each part was left
  const $ = (selector, within = document) => within.querySelector(selector);
  const nav = () => $("#header nav");
  const tabIn = (address) => {
    const name = /^#?([a-z]*)/.exec(address)[1];
    return Object.hasOwn(parts, name) ? name : "chat";
  };
  const partOf = (tab) => $(tab === "chat" ? "#chat" : `#${tab}-page`);
  const box = () => $("#question :is(textarea, input)");
  // Where a finger writes, the focus would bring up a keyboard over half of what is to be read.
  const touch = matchMedia("(hover: none) and (pointer: coarse)");

  const mark = () => {
    const current = PARENT[root.dataset.tab] ?? root.dataset.tab;
    nav()?.querySelectorAll("a").forEach((link) => {
      if (tabIn(link.hash) === current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    // Gradio has one landmark around everything.
    $(".gradio-container main")?.setAttribute("role", "none");
    $("#header")?.setAttribute("role", "banner");
    Object.keys(parts).forEach((tab) => partOf(tab)?.setAttribute("role", "main"));
    document.title = root.dataset.tab === "chat" ? title : `${parts[root.dataset.tab]} · ${title}`;
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

  /* -- going to a part -- */
  const addressOf = (tab) => {
    if (tab !== "chat") return left[tab] ?? `#${tab}`;
    return studyTutor.conversation ? `#chat/${studyTutor.conversation}` : "";
  };
  // An address of a part, or its name alone for where it was left.
  const go = (where) => {
    const address = /[?/]/.test(where) ? `#${where.replace(/^#/, "")}` : addressOf(tabIn(where));
    if (address === location.hash) return;
    left[root.dataset.tab] = location.hash;
    history.pushState(null, "", location.pathname + location.search + address);
    dispatchEvent(new PopStateEvent("popstate")); // for all who follow the address
    show(tabIn(address)); // also where an open reader kept it for itself
  };
  addEventListener("popstate", () => show(tabIn(location.hash)));
  addEventListener("hashchange", () => show(tabIn(location.hash)));
  document.addEventListener("go-to", ({ detail }) => {
    go(detail);
    focusOn(tabIn(detail));
  });

  /* -- the focus follows, as soon as there is something to put it on -- */
  let waiting;
  const focusOn = (tab) => {
    waiting?.disconnect();
    if (tab === "chat") return touch.matches ? box()?.blur() : box()?.focus();
    const part = partOf(tab);
    if (!part) return;
    const found = () => {
      if (part.contains(document.activeElement)) return true;
      const heading = $("[data-focus], h2", part);
      if (!heading?.checkVisibility()) return false;
      if (!heading.matches("[tabindex], a, button, input, textarea")) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return true;
    };
    if (found()) return;
    waiting = new MutationObserver(() => {
      if (root.dataset.tab !== tab || found()) waiting.disconnect();
    });
    waiting.observe(part, { childList: true, subtree: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const where = link.getAttribute("href");
    if (link.matches(".skip")) {
      event.preventDefault();
      focusOn(root.dataset.tab);
    } else if (Object.hasOwn(parts, /^#([a-z]*)/.exec(where)[1])) {
      event.preventDefault();
      go(where);
      if (!event.detail || link.matches(".to-chat")) focusOn(tabIn(where)); // pressed by a key
    } else if (link.matches(".to-chat")) {
      event.preventDefault();
      go("chat");
      focusOn("chat");
    }
  });

  show(tabIn(location.hash));
  new MutationObserver((_, observer) => {
    if (!nav() || !partOf("chat")) return;
    mark();
    observer.disconnect();
  }).observe(root, { childList: true, subtree: true });
})();
