/* The Search part in the browser: what is typed and chosen goes to the server after a short pause and
   into the address at once. Listened for on the document, because Gradio makes the elements when it
   likes. */
(() => {
  const PAUSE = 250; // milliseconds after the last key
  const LOST = 30_000; // milliseconds without a word, after which a search is given up
  const STEP = 20; // passages at a time
  const FILTERS = ["chapter", "kind", "document"];
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const page = () => $("#search-page");
  const box = () => $("#search-box");
  const isShown = () => root.dataset.tab === "search";

  /* -- what is searched for, kept in the address -- */
  const nothing = () => ({ q: "", n: STEP, ...Object.fromEntries(FILTERS.map((name) => [name, []])) });
  let wanted = nothing();
  const inAddress = () => {
    const given = new URLSearchParams(location.hash.split("?")[1] ?? "");
    const filters = FILTERS.map((name) => [name, given.getAll(name)]);
    return { q: given.get("q") ?? "", n: Number(given.get("n")) || STEP, ...Object.fromEntries(filters) };
  };
  const address = () => {
    const values = new URLSearchParams();
    if (wanted.q) values.set("q", wanted.q);
    FILTERS.forEach((name) => wanted[name].forEach((value) => values.append(name, value)));
    if (wanted.n > STEP) values.set("n", wanted.n);
    return `#search${values.size ? `?${values}` : ""}`;
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  /* -- one search at a time: what is shown last is also what was asked last -- */
  let underWay = 0;
  let again = false;
  const send = () => {
    again = Boolean(underWay);
    if (again) return;
    underWay = setTimeout(ended, LOST);
    const { student, tab } = studyTutor;
    document.dispatchEvent(new CustomEvent("search-act", { detail: { name: "find", values: { ...wanted }, student, tab } }));
  };
  const ended = () => {
    clearTimeout(underWay);
    underWay = 0;
    if (again) send();
  };
  const search = (change) => {
    clearTimeout(typing);
    const next = { ...wanted, n: STEP, ...change };
    if (same(next, wanted)) return;
    wanted = next;
    history.replaceState(history.state, "", location.pathname + location.search + address());
    send();
  };
  // The address is followed when it says something else than what was typed last.
  const follow = () => {
    if (!isShown() || !page()) return;
    const next = inAddress();
    if (same(next, wanted) && version) return;
    wanted = next;
    if (box() && box().value.trim() !== wanted.q) box().value = wanted.q;
    send();
  };
  document.addEventListener("part-ready", ({ detail }) => detail === "search" && follow());
  document.addEventListener("search-shown", follow);
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);

  /* -- typing -- */
  let typing;
  const typed = () => search({ q: box().value.trim() });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "search-box") return;
    clearTimeout(typing);
    typing = setTimeout(typed, PAUSE);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".search-form")) return;
    event.preventDefault();
    typed();
  });
  const look = () => {
    box().focus();
    box().select();
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || !page()) return;
    if (event.key === "Escape" && isShown()) return escape(event);
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable], dialog")) return;
    if (event.key === "s" || (event.key === "/" && isShown())) {
      event.preventDefault();
      if (!isShown()) document.dispatchEvent(new CustomEvent("go-to", { detail: "search" }));
      look();
    }
  });
  const escape = (event) => {
    const open = $("details.filter[open]", page());
    if (open) {
      open.open = false;
      if (open.contains(event.target)) $("summary", open).focus();
    } else if (event.target === box()) {
      event.preventDefault();
      if (!box().value) $("h2", page()).focus({ preventScroll: true });
      box().value = "";
      search({ q: "" });
    }
  };

  /* -- choosing -- */
  document.addEventListener("change", (event) => {
    const { name } = event.target;
    if (!event.target.matches("#search-page details.filter input")) return;
    search({ [name]: $$(`input[name=${name}]:checked`, page()).map((each) => each.value) });
  });
  const deeds = {
    more: () => {
      reached = $$(".results > li", page()).length + 1;
      search({ n: wanted.n + STEP });
    },
    drop: ({ value }) => {
      const [name, ...rest] = value.split(":");
      search({ [name]: wanted[name].filter((each) => each !== rest.join(":")) });
      box().focus();
    },
    "no-filters": () => {
      search(Object.fromEntries(FILTERS.map((name) => [name, []])));
      box().focus();
    },
    example: ({ value }) => {
      box().value = value;
      box().focus();
      search({ q: value });
    },
    "ask-about": ({ value }) => document.dispatchEvent(new CustomEvent("ask", { detail: { question: value, fresh: true } })),
  };
  document.addEventListener("click", (event) => {
    const inside = event.target.closest("details.filter");
    $$("#search-page details.filter[open]").forEach((each) => { if (each !== inside) each.open = false; });
    const button = event.target.closest("#search-page button[name]");
    if (button && Object.hasOwn(deeds, button.name)) deeds[button.name](button);
  });

  /* -- what the server wrote -- */
  let version;
  let reached = 0; // the passage that gets the focus once it is there
  const opened = new Set();
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.("#search-page details.filter")) return;
    if (target.open) opened.add(target.dataset.filter);
    else opened.delete(target.dataset.filter);
  }, true);
  const written = () => {
    const view = $("#search-view .view");
    if (!view || view.dataset.version === version) return;
    version = view.dataset.version;
    // Elements are used again by what is shown next.
    $$("details.filter", view).forEach((each) => { each.open = opened.has(each.dataset.filter); });
    $$("details.filter input", view).forEach((each) => { each.checked = wanted[each.name].includes(each.value); });
    const card = reached && $(`#result-${reached}`, view);
    if (card) {
      card.focus();
      reached = 0;
    }
    ended();
  };
  new MutationObserver(written).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version"] });
})();
