/* The conversation in the browser: which one is shown, what is asked in it, and how the server's
   updates of it are taken. The server tells what it shows in #chat-state. Listened for on the
   document, because Gradio makes the elements when it likes. */
(() => {
  const tutor = window.studyTutor;
  const root = document.documentElement;
  const $ = (selector) => document.querySelector(selector);
  const dispatch = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const box = () => $("#question :is(textarea, input)");
  const touch = matchMedia("(hover: none) and (pointer: coarse)");

  /* -- which conversation -- */
  const KEPT = "study-tutor-conversation";
  const idIn = (address) => /^#chat\/([0-9a-f]{32})$/.exec(address)?.[1] ?? "";
  const isChat = (address) => /^(#chat(\/.*)?)?$/.test(address);
  const current = (id) => {
    tutor.conversation = id;
    try {
      sessionStorage.setItem(KEPT, id);
    } catch { /* then a reload in another part begins a new one */ }
  };
  const left = () => {
    try {
      return sessionStorage.getItem(KEPT) ?? "";
    } catch {
      return "";
    }
  };
  current(isChat(location.hash) ? idIn(location.hash) : left());
  root.dataset.turn = tutor.conversation ? "opening" : "nothing";

  /* -- sending -- */
  tutor.sequence = 0; // of the last deed that changes what is shown
  tutor.asked = 0; // of the last question, once it is shown
  let sent = null; // the question that the server has not taken yet
  let last = ""; // the one before, also when it could not be taken
  let heard = performance.now();
  const send = (name, values = {}) => {
    const { student, tab, conversation, sequence } = tutor;
    dispatch("chat-act", { name, student, tab, conversation, sequence, ...values });
  };
  const show = (name, values = {}) => {
    tutor.sequence += 1;
    heard = performance.now();
    send(name, values);
  };
  const open = (id) => {
    current(id);
    sent = null;
    show("open");
  };
  const goTo = (id) => {
    if (location.hash === (id && `#chat/${id}`)) return;
    if (id) dispatch("go-to", `chat/${id}`);
    else {
      history.pushState(null, "", location.pathname + location.search);
      dispatchEvent(new PopStateEvent("popstate"));
    }
  };

  const ask = (question, { fresh = false } = {}) => {
    if (fresh || !tutor.conversation) current(tutor.random());
    goTo(tutor.conversation);
    last = sent = question;
    show("ask", { question });
  };
  const fill = (words) => {
    const field = box();
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
    set.call(field, words); // past Svelte, which then hears of it
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const submit = () => {
    const question = box()?.value.trim();
    if (!question) return;
    ask(question);
    tapped = false;
    if (touch.matches) box().blur(); // its keyboard would cover the answer
  };
  // Gradio gives the focus back to a box that it writes anew.
  let tapped = false;
  document.addEventListener("pointerdown", ({ target }) => { tapped = Boolean(target.closest("#question")); }, true);
  document.addEventListener("focusin", ({ target }) => {
    if (touch.matches && !tapped && waits() && target === box()) target.blur();
  });
  const fresh = () => {
    open("");
    goTo("");
    box()?.focus();
  };

  const presses = [
    ["#send", submit],
    ["#stop", () => root.dataset.turn === "running" && send("stop")],
    ["#welcome .example", (button) => ask(button.textContent.trim())],
    ["button[name=new]", fresh],
    ["button[name=retry]", () => (state()?.number === "0" ? ask(last) : show("again"))],
  ];
  // Who pressed a key on what goes away by that writes on.
  const keepFocus = (press) => {
    const byKey = document.activeElement?.matches("button:focus-visible");
    press();
    if (byKey) box()?.focus();
  };
  document.addEventListener("click", ({ target }) => {
    for (const [selector, press] of presses) {
      const button = target.closest(selector);
      if (button) return keepFocus(() => press(button));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && !event.shiftKey && event.target === box()) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && event.target === box() && root.dataset.turn !== "running") {
      const chat = $("#chat"); // where arrows scroll and letters are keys
      chat.tabIndex = -1;
      chat.focus({ preventScroll: true });
    } else if (event.key === "n" && !event.target.closest("input, textarea, select, [contenteditable]")) {
      if (root.hasAttribute("data-sitting") || $("dialog[open]")) return;
      event.preventDefault();
      fresh();
    }
  });
  document.addEventListener("ask", ({ detail }) => {
    const { question, send = true } = detail;
    if (send) return keepFocus(() => ask(question, detail));
    if (detail.fresh) open("");
    goTo(tutor.conversation);
    fill(question);
    box().focus();
  });

  /* -- following the address -- */
  const follow = () => {
    if (isChat(location.hash) && idIn(location.hash) !== tutor.conversation) open(idIn(location.hash));
  };
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
  document.addEventListener("part-ready", ({ detail }) => {
    if (detail === "chat" && tutor.conversation) show("open");
  });

  /* -- what the server shows -- */
  let seen = "";
  let shown = 0;
  const state = () => $("#chat-state [data-sequence]")?.dataset;
  const updated = () => {
    const now = state();
    const beat = now && [now.sequence, now.conversation, now.number, now.shows, now.beat].join();
    if (!now || beat === seen) return;
    const before = seen.split(",");
    seen = beat;
    heard = performance.now();
    const sequence = Number(now.sequence);
    // An update of what was shown before, which came too late.
    if (sequence < shown) return open(tutor.conversation);
    shown = sequence;
    if (sequence < tutor.sequence) return;
    if (now.deed === "ask" || now.deed === "again") tutor.asked = sequence;
    if (sent !== null) {
      if (box()?.value.trim() === sent) fill("");
      sent = null;
    }
    if (now.deed === "open" && now.conversation !== tutor.conversation) {
      current(now.conversation); // nobody has that one, or somebody else
      if (isChat(location.hash)) history.replaceState(null, "", location.pathname + location.search);
    }
    root.dataset.turn = now.shows;
    if (before.slice(0, 4).join() !== beat.split(",").slice(0, 4).join()) dispatch("conversation-changed", { ...now });
  };
  new MutationObserver(updated).observe(root, { childList: true, subtree: true });

  /* -- a connection that died without a word: whoever reloads finds the turn where it is -- */
  const SILENCE = 12_000; // milliseconds; a turn under way is heard of every two seconds
  const waits = () => root.dataset.turn === "running" || shown < tutor.sequence;
  const RELOADED = "study-tutor-reloaded";
  const reload = () => {
    try {
      if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < 60_000) return; // it didn't help
      sessionStorage.setItem(RELOADED, Date.now());
      location.reload();
    } catch { /* without storage nothing could tell that it didn't help */ }
  };
  let checking = false;
  setInterval(async () => {
    if (checking || !waits() || performance.now() - heard < SILENCE) return;
    checking = true;
    const since = heard;
    const answer = await fetch("state", { cache: "no-store" }).catch(() => null);
    checking = false;
    if (answer?.ok && heard === since && waits()) reload();
  }, 3000);
  document.addEventListener("reconnected", () => tutor.conversation && show("open"));
})();
