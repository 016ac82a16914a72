/* The list of conversations in the browser: searching as one types, the menus, the drawer of narrow
   pages. The server writes the list; Gradio makes the elements when it likes, so everything is
   listened for on the document. */
(() => {
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const column = () => $("#conversations-page");
  const narrow = matchMedia("(max-width: 1099px)");

  /* -- sending, one deed at a time, so that what is shown last is also what was done last -- */
  const LOST = 30_000; // milliseconds without a word, after which a deed is given up
  const waiting = [];
  let words = "";
  let underWay;
  let done; // the deed that the server was last asked for
  let told = ""; // what was done a moment ago, which the next lists go on saying
  const current = () => studyTutor.conversation || (/^#chat\/([0-9a-f]{32})$/.exec(location.hash)?.[1] ?? "");
  const next = () => {
    clearTimeout(underWay);
    underWay = undefined;
    done = waiting.shift();
    if (!done) return;
    underWay = setTimeout(next, LOST);
    const values = { conversation: current(), ...done.values, words, told };
    const { student, tab } = studyTutor;
    document.dispatchEvent(new CustomEvent("conversations-act", { detail: { name: done.name, values, student, tab } }));
  };
  const act = (name, values = {}) => {
    if (!column()) return;
    if (name === "show" && waiting.some((deed) => deed.name === "show")) return;
    waiting.push({ name, values });
    if (!underWay) next();
  };
  const refresh = () => act("show");
  document.addEventListener("part-ready", ({ detail }) => { if (detail === "conversations") refresh(); });
  ["conversation-changed", "chat-shown", "reconnected"].forEach((name) => document.addEventListener(name, refresh));
  addEventListener("popstate", refresh);
  document.addEventListener("rate", ({ detail }) => act("rate", detail));

  /* -- what the server wrote -- */
  let version;
  const mark = () => {
    $$("a.conversation").forEach((link) => {
      if (current() && link.hash === `#chat/${current()}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  };
  const written = (view) => {
    const deed = done;
    const list = $(".conversations", view);
    next();
    if (list) {
      const { conversation, ratings } = list.dataset;
      const problem = deed?.name === "rate" ? ($(".told", view)?.textContent ?? "") : "";
      document.dispatchEvent(new CustomEvent("ratings", { detail: { conversation, ratings: JSON.parse(ratings), problem, number: deed?.values.number } }));
    }
    if (["rename", "delete"].includes(deed?.name) && !$(".told .problem", view)) {
      unfolded.clear();
      told = deed.name;
      setTimeout(() => { told = ""; }, 6000);
    }
    restore();
    const { value } = deed?.values ?? {};
    if (deed?.name === "delete" && value === current() && !$(`li[data-id="${value}"]`, view)) $("#header [name=new]").click();
    if (deed?.name === "rename") $(`li[data-id="${value}"] summary`, view)?.focus();
    if (deed?.name === "delete") $("input.find", view)?.focus();
  };
  const changed = () => {
    const element = column();
    if (!element) return;
    describe();
    mark();
    const view = $("#conversations-view .view");
    if (!view || view.dataset.version === version) return;
    version = view.dataset.version;
    written(view);
  };

  /* -- searching -- */
  let typing;
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("#conversations-page input.find")) return;
    words = target.value.trim();
    clearTimeout(typing);
    typing = setTimeout(refresh, 200);
  });

  /* -- menus: what is written anew comes folded, and goes on as it was left -- */
  const unfolded = new Map(); // by conversation: the folds that are open, and the title being typed
  const idOf = (element) => element.closest("li")?.dataset.id;
  const opened = (id) => {
    if (!unfolded.has(id)) {
      unfolded.clear(); // one at a time
      unfolded.set(id, { folds: new Set(["menu"]), title: undefined });
    }
    return unfolded.get(id);
  };
  const restore = () => $$("li[data-id]", column()).forEach((item) => {
    const left = unfolded.get(item.dataset.id);
    const input = $("input[name=title]", item);
    $$("details", item).forEach((each) => { each.open = Boolean(left?.folds.has(each.className)); });
    input.value = left?.title ?? input.defaultValue;
  });
  document.addEventListener("input", ({ target }) => {
    if (target.matches("#conversations-page input[name=title]")) opened(idOf(target)).title = target.value;
  });
  const closeMenus = () => {
    if (!unfolded.size) return;
    unfolded.clear();
    restore();
  };
  // At once: the list may be written anew before a fold tells that it was opened.
  document.addEventListener("click", ({ target }) => {
    const fold = target.closest?.("#conversations-page li summary")?.parentElement;
    if (fold && !fold.open) opened(idOf(fold)).folds.add(fold.className);
  });
  document.addEventListener("toggle", ({ target }) => {
    const id = target.closest?.("#conversations-page") && idOf(target);
    if (!id) return;
    if (!target.open) {
      if (target.matches(".menu")) unfolded.delete(id);
      else unfolded.get(id)?.folds.delete(target.className);
      return;
    }
    opened(id).folds.add(target.className);
    restore();
    target.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#conversations-page form[data-name]");
    if (!form) return;
    event.preventDefault();
    act(form.dataset.name, { value: form.closest("li").dataset.id, title: new FormData(form).get("title") });
  });

  /* -- the drawer -- */
  const isOpen = () => root.hasAttribute("data-drawer");
  const opener = () => $("#header [name=conversations]");
  const behind = () => [$("#header"), ...$$("#page > *")].filter((each) => each && each !== column());
  const toggleDrawer = (open) => {
    if (open === isOpen()) return;
    root.toggleAttribute("data-drawer", open);
    behind().forEach((each) => { each.inert = open; });
    opener()?.setAttribute("aria-expanded", String(open));
    describe();
    if (open) $("input.find", column())?.focus();
    else if (narrow.matches) opener()?.focus();
  };
  narrow.addEventListener("change", () => toggleDrawer(false));
  const describe = () => {
    const [element, open] = [column(), String(isOpen())];
    if (!element || element.dataset.open === open) return;
    element.dataset.open = open;
    element.setAttribute("role", isOpen() ? "dialog" : "navigation");
    element.toggleAttribute("aria-modal", isOpen());
    if (isOpen()) element.setAttribute("aria-modal", "true");
    element.setAttribute("aria-labelledby", "conversations-title");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (button?.name === "conversations") return toggleDrawer(!isOpen());
    if (button?.name === "close-conversations") return toggleDrawer(false);
    if (button?.name === "delete" && button.closest("#conversations-page")) return act("delete", { value: button.value });
    if (!event.target.closest("details.menu")) closeMenus();
    const left = !event.target.closest("#conversations-page") || event.target.closest("a.conversation") || button?.name === "new";
    if (isOpen() && left) toggleDrawer(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !column()?.contains(event.target)) return;
    const menu = event.target.closest("details.menu[open]");
    event.stopPropagation();
    if (menu) {
      closeMenus();
      $("summary", menu).focus();
    } else if (event.target.matches("input.find") && event.target.value) {
      event.target.value = "";
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
      event.preventDefault();
    } else toggleDrawer(false);
  }, true);

  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version"] });
  addEventListener("hashchange", mark);
})();
