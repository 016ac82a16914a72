/* Whether the tutor is there and can answer: asked every ten seconds, every second while it matters.
   What is typed and not sent yet is kept over a reload, in this tab only. */
(() => {
  const SLOW = 10_000; // milliseconds between two questions
  const QUICK = 1000;
  const PATIENCE = 8000; // until a question counts as lost
  const words = studyTutor.words.state;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };

  /* -- what is typed -- */
  const DRAFTS = "study-tutor-drafts";
  const FIELDS = "#question textarea, .part .view :is(textarea, input[type=text])";
  const nameOf = (field) => (field.closest("#question") ? "question" : [field.closest(".part").id, field.closest(".view").dataset.key, field.name].join(" "));
  const stored = () => {
    try {
      return JSON.parse(sessionStorage.getItem(DRAFTS)) ?? {};
    } catch {
      return {};
    }
  };
  let drafts = stored();
  let leaving = false; // signing out: nothing of this user stays
  const keep = () => {
    if (leaving) return;
    const typed = $$(FIELDS).filter((field) => field.value && field.value !== field.defaultValue);
    try {
      sessionStorage.setItem(DRAFTS, JSON.stringify({ ...drafts, ...Object.fromEntries(typed.map((field) => [nameOf(field), field.value])) }));
    } catch {
      // A browser that keeps nothing keeps no draft.
    }
  };
  const restore = () => {
    if (!Object.keys(drafts).length) return;
    $$(FIELDS).forEach((field) => {
      const name = nameOf(field);
      if (!Object.hasOwn(drafts, name)) return;
      const typed = drafts[name];
      delete drafts[name];
      if (field.value && field.value !== field.defaultValue) return;
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());

  /* -- what is shown -- */
  const line = make("p", { className: "words" });
  const bar = make("progress");
  bar.setAttribute("aria-label", words.loading);
  const loading = make("div", { id: "state", hidden: true }, line, bar);
  const said = make("p", { className: "unseen" });
  said.setAttribute("role", "status");
  const retry = make("button", { type: "button", textContent: words.retry });
  const lost = make("div", { id: "lost", hidden: true });
  lost.setAttribute("role", "alert");
  document.body.append(loading, said, lost);
  // What stands below makes room for as many lines as it has.
  new ResizeObserver(() => document.documentElement.style.setProperty("--state", `${loading.offsetHeight}px`)).observe(loading);

  const showModel = (model) => {
    loading.hidden = model.ready;
    loading.classList.toggle("problem", Boolean(model.problem));
    document.documentElement.toggleAttribute("data-loading", !model.ready);
    line.textContent = model.problem || model.words;
    bar.hidden = Boolean(model.problem);
    if (model.total) Object.assign(bar, { max: model.total, value: model.done });
    else bar.removeAttribute("value");
  };
  let before = "";
  const tell = (model) => {
    const now = model.problem ? "problem" : model.ready ? "ready" : "loading";
    // Read out once when it changes, not at every step; nothing where all was well from the start.
    if (now !== before && (before || now !== "ready")) said.textContent = { problem: model.problem, ready: words.ready, loading: words.loading }[now];
    before = now;
  };
  let user = "";
  const showUser = () => {
    const place = $("#account");
    if (!user || !place || place.firstChild) return;
    const signedIn = words.signedIn.replace("{name}", user);
    const name = make("span", { className: "user", textContent: user, title: signedIn, ariaHidden: "true" });
    const button = make("button", { textContent: words.signOut, title: signedIn });
    const form = make("form", { method: "post", action: "sign-out" }, name, make("span", { className: "unseen", textContent: signedIn }), button);
    form.addEventListener("submit", () => {
      leaving = true;
      sessionStorage.clear();
    });
    place.append(form);
  };

  /* -- asking -- */
  let boot = "";
  let misses = 0;
  let busy = false;
  let timer;
  const reload = () => {
    keep();
    location.reload();
  };
  const signIn = () => {
    keep();
    const back = location.pathname.split("/").pop() + location.search;
    location.replace(`sign-in${back ? `?next=${encodeURIComponent(`/${back}`)}` : ""}${location.hash}`);
  };
  const missed = () => {
    misses += 1;
    if (misses < 2 || !lost.hidden) return;
    lost.hidden = false;
    lost.replaceChildren(make("p", { textContent: words.lost }), retry);
  };
  const found = (state) => {
    if (boot && state.boot !== boot) return reload();
    boot = state.boot;
    showModel(state.model);
    tell(state.model);
    ({ user } = state);
    showUser();
    misses = 0;
    if (lost.hidden) return;
    lost.hidden = true;
    lost.replaceChildren();
    document.dispatchEvent(new CustomEvent("reconnected"));
  };
  const ask = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    try {
      const response = await fetch("state", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (response.status === 401) return signIn();
      if (response.ok) found(await response.json());
      else missed();
    } catch {
      missed();
    } finally {
      busy = false;
    }
    if (document.hidden) return;
    timer = setTimeout(ask, misses || before === "loading" ? QUICK : SLOW);
  };
  retry.addEventListener("click", ask);
  // Gradio makes the elements when it likes.
  const made = () => {
    restore();
    showUser();
  };
  new MutationObserver(made).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("online", ask);
  addEventListener("pageshow", (event) => event.persisted && ask());
  ask();
})();
