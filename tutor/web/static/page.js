/* What the page does in the browser beyond Gradio: citations and their cards, keys, copying.
   Everything is listened for on the document, because Gradio makes the elements when it likes. */
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  /* -- light and dark -- */
  const THEME = "study-tutor-theme";
  const asked = new URLSearchParams(location.search).get("__theme");
  const applyTheme = () => {
    const kept = asked || localStorage.getItem(THEME);
    if (kept) document.body.classList.toggle("dark", kept === "dark");
  };
  const switchTheme = () => {
    const dark = document.body.classList.toggle("dark");
    localStorage.setItem(THEME, dark ? "dark" : "light");
  };

  /* -- citations and cards -- */
  const cardOf = (chip) => document.getElementById(chip.hash.slice(1));
  const chipsOf = (card) => $$(`a.chip[href$="#${card.id}"]`);

  const showTurn = (section) => {
    const earlier = Boolean(section?.closest("#past-sources"));
    $$("#past-sources .sources").forEach((each) => each.classList.toggle("shown", each === section));
    $("#sources").classList.toggle("earlier", earlier);
  };

  const goTo = (element) => {
    unfollow();
    element.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "nearest" });
    element.focus({ preventScroll: true });
  };

  const openCard = (card) => {
    showTurn(card.closest(".sources"));
    const folded = card.closest("details");
    if (folded) folded.open = true;
    light(card);
    goTo(card);
  };

  const light = (card) => {
    $$(".lit").forEach((each) => each.classList.remove("lit"));
    if (!card) return;
    card.classList.add("lit");
    chipsOf(card).forEach((chip) => chip.classList.add("lit"));
  };

  const cardAt = (element) => {
    const chip = element?.closest?.("a.chip");
    return chip ? cardOf(chip) : element?.closest?.("article.card");
  };
  // The page may scroll below a resting mouse: what has the focus then stays lit.
  const lightFrom = (event) => {
    const chip = event.target.closest?.("a.chip");
    light(cardAt(event.target) ?? cardAt(document.activeElement));
    clearTimeout(resting);
    if (chip) resting = setTimeout(bringUp, event.type === "focusin" ? 0 : REST, chip);
  };

  /* -- beside the answer, a chip's card comes into sight while one rests on the chip -- */
  const REST = 120; // milliseconds; a mouse that only passes by moves nothing
  let resting;
  const bringUp = (chip) => {
    const card = cardOf(chip);
    if (!card || !isColumn($("#sources"))) return;
    showTurn(card.closest(".sources"));
    const folded = card.closest("details");
    if (folded) folded.open = true;
    card.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "nearest" });
  };

  /* -- copying -- */
  const copy = async (button, words) => {
    // Browsers keep the clipboard API from pages that are served over plain http to another machine.
    if (navigator.clipboard) await navigator.clipboard.writeText(words);
    else {
      const box = document.createElement("textarea");
      box.value = words;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    button.classList.add("copied");
    setTimeout(() => button.classList.remove("copied"), 1500);
  };

  const actions = {
    copy: (button) => copy(button, decodeURIComponent(button.value)),
    "copy-code": (button) => copy(button, $("code", button.parentElement).textContent),
    latest: () => showTurn(null),
    theme: switchTheme,
  };

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("a.chip");
    const number = event.target.closest("a.number");
    const button = event.target.closest("button[name]");
    if (chip) event.preventDefault(); // before its card is there it leads nowhere
    if (chip && cardOf(chip)) {
      // The passage opens in its place, from where the focus comes back to the chip.
      const place = $("a.open", cardOf(chip));
      if (place) place.click();
      else openCard(cardOf(chip));
    } else if (number) {
      event.preventDefault();
      const back = chipsOf(number.closest("article"))[0];
      if (back) goTo(back);
    } else if (button && Object.hasOwn(actions, button.name)) actions[button.name](button);
  });
  document.addEventListener("mouseover", lightFrom);
  document.addEventListener("focusin", lightFrom);

  /* -- keys -- */
  const box = () => $("#question textarea, #question input");
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writing) {
      event.preventDefault();
      [box(), $("#notes-filter :is(input, textarea)")].find((each) => each?.checkVisibility())?.focus();
    } else if (event.key === "Escape" && $("#page")?.checkVisibility()) $("#stop")?.click();
    else if (["PageUp", "Home", "ArrowUp", "PageDown"].includes(event.key) && !writing) unfollow();
  });

  /* -- following the answer until the reader scrolls -- */
  let follows = true;
  let turnShown = "";
  const isColumn = (chat) => getComputedStyle(chat).overflowY === "auto";
  const followAnswer = () => {
    const chat = $("#chat");
    const question = $("#live .question");
    const shown = question && `${studyTutor.conversation} ${question.id}`;
    if (!chat) return;
    if (!question) {
      turnShown = "";
      showTurn(null);
      return;
    }
    if (shown !== turnShown) {
      turnShown = shown;
      follows = true;
      showTurn(null);
    }
    if (!follows) return;
    if (isColumn(chat)) chat.scrollTop = chat.scrollHeight;
    // On a narrow page the sources stand below the answer: its beginning stays in sight.
    else question.scrollIntoView({ block: "start" });
  };
  const unfollow = () => { follows = false; };
  document.addEventListener("wheel", (event) => { if (event.deltaY < 0 || !isColumn($("#chat"))) unfollow(); }, { passive: true });
  document.addEventListener("touchmove", unfollow, { passive: true });
  document.addEventListener("pointerdown", (event) => { if (event.target.id === "chat") unfollow(); });
  document.addEventListener("scroll", ({ target }) => {
    if (target.id !== "chat") return;
    if (target.scrollHeight - target.scrollTop - target.clientHeight < 40) follows = true;
  }, true);

  /* -- what Gradio leaves out of its elements -- */
  const describe = () => {
    const live = $("#live");
    if (!live) return;
    if (!live.hasAttribute("aria-live")) {
      live.setAttribute("role", "log");
      live.setAttribute("aria-live", "polite");
      $("#sources")?.setAttribute("role", "complementary");
      $("#sources")?.setAttribute("aria-label", studyTutor.words.chat.sources);
      applyTheme();
    }
    // A screen reader waits for the whole answer instead of reading every piece of it.
    live.setAttribute("aria-busy", String(Boolean($(".caret, .working", live))));
    $$(".code:not(:has(> button))").forEach((code) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", name: "copy-code", textContent: studyTutor.words.chat.copy });
      code.append(button);
    });
    $$(".code pre, .table, .formula .katex-display").forEach((wide) => {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    });
  };

  let due = false;
  const changed = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      describe();
      followAnswer();
    });
  };
  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
  addEventListener("resize", changed); // what is wider than its place then gets the focus, too
  changed();
})();
