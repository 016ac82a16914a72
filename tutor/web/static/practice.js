/* The parts about practice in the browser. The server writes what they show; here is what a page
   needs besides: keys, focus, the clock of an exam, and the names that tell this browser and this
   tab from others. Listened for on the document, because Gradio makes the elements when it likes. */
(() => {
  const PARTS = ["guide", "practice", "review", "exam", "progress", "gaps"];
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  const { student, tab } = studyTutor;

  /* -- sending -- */
  const shown = () => PARTS.find((part) => part === root.dataset.tab);
  const pageOf = (part) => $(`#${part}-page`);
  // One deed at a time, so that what is shown last is also what was done last.
  const LOST = 180_000; // milliseconds without a word, after which a deed is given up
  const waiting = Object.fromEntries(PARTS.map((part) => [part, []]));
  const underWay = {};
  const next = (part) => {
    clearTimeout(underWay[part]);
    delete underWay[part];
    const deed = waiting[part].shift();
    if (!deed) return;
    underWay[part] = setTimeout(next, LOST, part);
    document.dispatchEvent(new CustomEvent(`${part}-act`, { detail: { ...deed, student, tab } }));
  };
  const act = (part, name, values = {}, { busy = true } = {}) => {
    if (busy) pageOf(part)?.setAttribute("aria-busy", "true");
    waiting[part].push({ name, values, busy });
    if (!underWay[part]) next(part);
  };
  const fields = (form) => (form ? Object.fromEntries(new FormData(form)) : {});
  const press = (button, part) => {
    if (pageOf(part).getAttribute("aria-busy") === "true") return;
    act(part, button.name, { ...fields(formFor(button, part)), value: button.value });
  };
  // The map and the buttons beside a question leave it only after what is in its form is saved.
  const formFor = (button, part) => button.closest("form") ?? $("form.item", pageOf(part));
  const queries = {}; // what the address of each part asked for when it was last shown
  const refresh = (part) => {
    if (part === shown()) queries[part] = location.hash.split("?").slice(1).join("?");
    if (!underWay[part]) act(part, "show", { address: queries[part] ?? "" }, { busy: false });
  };
  document.addEventListener("part-act", ({ detail: { part, name, values } }) => act(part, name, values));

  document.addEventListener("part-ready", ({ detail }) => {
    if (detail === shown() || (detail === "review" && !shown())) refresh(detail);
  });
  PARTS.forEach((part) => document.addEventListener(`${part}-shown`, () => refresh(part)));

  document.addEventListener("click", (event) => {
    const clock = event.target.closest(".clock-switch");
    if (clock) return switchClock();
    const quiz = event.target.closest("button[name=quiz]");
    if (quiz) return document.dispatchEvent(new CustomEvent("go-to", { detail: "practice" }));
    const button = event.target.closest(".part button[name]");
    if (!button) return;
    const part = shown();
    if (button.name === "practise") {
      document.dispatchEvent(new CustomEvent("go-to", { detail: "practice" }));
      act("practice", "topic", { value: button.value });
    } else if (part) press(button, part);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest(".part")) event.preventDefault();
  });

  /* -- saved as it is given -- */
  let typing;
  const save = (form) => {
    clearTimeout(typing);
    act(shown(), form.dataset.saves, fields(form), { busy: false });
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest(".part form[data-saves]");
    if (!form) return;
    clearTimeout(typing);
    if (event.target.matches("textarea, [type=text]")) typing = setTimeout(save, 400, form);
    else save(form);
  });

  /* -- keys -- */
  const holder = (key, part) => $$("[data-keys]", pageOf(part)).find((each) => each.dataset.keys.split(" ").includes(key) && each.checkVisibility());
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.closest("textarea, select, input:not([type=radio]), [contenteditable]");
    if (event.key === "p" && !writing && pageOf("practice")) return document.dispatchEvent(new CustomEvent("go-to", { detail: "practice" }));
    const part = shown();
    if (!part || !pageOf(part)) return;
    if (writing && event.key === "Escape") {
      const place = $("[data-focus]", pageOf(part)); // from where Tab goes on
      return place ? place.focus({ preventScroll: true }) : writing.blur();
    }
    if (writing && !(event.key === "Enter" && !event.shiftKey && writing.matches("textarea, [type=text]"))) return;
    if (event.key === "Enter" && event.target.closest("button, a, summary")) return;
    const target = writing?.dataset.sends ? $(`[name=${writing.dataset.sends}]`, writing.closest("form")) : holder(event.key, part);
    if (!target) return;
    event.preventDefault();
    target.click();
    if (target.matches("summary")) $("textarea", target.parentElement)?.focus();
    else if (target.matches("label")) $("input", target)?.focus({ preventScroll: true });
  });

  /* -- the clock of an exam -- */
  const CLOCK = "study-tutor-clock";
  let ends = null;
  const applyClock = () => {
    root.dataset.clock = localStorage.getItem(CLOCK) ?? "on";
    $$(".clock-switch").forEach((button) => { button.textContent = root.dataset.clock === "off" ? button.dataset.show : button.dataset.hide; });
  };
  const switchClock = () => {
    localStorage.setItem(CLOCK, root.dataset.clock === "off" ? "on" : "off");
    applyClock();
  };
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    const clock = $("#exam-page .clock");
    if (!clock || ends === null) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    clock.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
    clock.classList.toggle("short", left < 300);
    if (left) return;
    ends = null;
    act("exam", "time-up", fields($("#exam-page form.item")));
  };
  setInterval(tick, 500);

  /* -- what the server wrote -- */
  const seen = {};
  const again = {};
  const written = (part, view) => {
    const { version, key, due } = view.dataset;
    const before = seen[part];
    if (before?.version === version) return;
    seen[part] = { version, key };
    next(part);
    if (!underWay[part]) pageOf(part).removeAttribute("aria-busy");
    count(Number(due));
    clearTimeout(again[part]);
    if (Number(view.dataset.again)) again[part] = setTimeout(refresh, Number(view.dataset.again), part);
    if (part === "exam") {
      const clock = $(".clock", view);
      ends = clock ? performance.now() + Number(clock.dataset.left) * 1000 : null;
      applyClock();
      root.toggleAttribute("data-sitting", Boolean(clock));
    }
    if (before?.key === key) return;
    // Elements are used again by what is shown next; what was chosen in them before is not.
    $$("input[type=radio]", view).forEach((input) => { input.checked = input.defaultChecked; });
    $$("textarea, input[type=text], input[type=date]", view).forEach((input) => { input.value = input.defaultValue; });
    $$("select", view).forEach((select) => { select.value = ($("option[selected]", select) ?? select.options[0])?.value; });
    $$("details", view).forEach((details) => { details.open = false; });
    if (part !== shown() || !before) return;
    const box = $("form.item textarea[name=answer], form.item input[name=answer][type=text]", view);
    const target = box ?? $("[data-focus]", view);
    target?.focus({ preventScroll: true });
    if (!($("[data-focus]", view)?.getBoundingClientRect().top > 60)) scrollTo({ top: 0 });
  };
  const count = (due) => {
    const link = $('#header nav a[href="#review"]');
    if (!link) return;
    const place = $(".count", link);
    const words = due ? ` (${due})` : "";
    if (place.textContent === words) return;
    place.textContent = words;
    place.dataset.due = due > 99 ? "99+" : due;
  };

  /* -- a quiz that was asked for in the chat -- */
  let begun = 0;
  const wished = () => {
    const button = $("#live .quiz button[name=quiz]");
    const { asked } = studyTutor;
    if (!button || !asked || asked === begun) return; // opening a conversation again is no wish
    begun = asked;
    document.dispatchEvent(new CustomEvent("go-to", { detail: "practice" }));
    act("practice", "start", JSON.parse(decodeURIComponent(button.value)));
  };

  new MutationObserver(() => {
    PARTS.forEach((part) => {
      const view = $(`#${part}-view .view`);
      if (view) written(part, view);
    });
    wished();
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-version"] });
})();
