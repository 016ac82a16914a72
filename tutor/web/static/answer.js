/* What stands below the answers: whether they helped, the ways to go on, and on narrow pages their
   sources, which are copied from the column beside them. */
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* -- ratings -- */
  let known = { conversation: "", ratings: {} }; // "up" or "down" by the number of the turn
  const ratings = () => (known.conversation === studyTutor.conversation ? known.ratings : {});
  const apply = () => $$("#chat button[name=rate]").forEach((button) => {
    const [number, way] = button.value.split(" ");
    const pressed = String(ratings()[number] === way);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  });
  document.addEventListener("ratings", ({ detail }) => {
    known = detail;
    apply();
    if (detail.problem) say(detail.number, detail.problem, "problem");
  });
  const footOf = (number) => $(`#chat button[name=rate][value="${number} up"]`)?.closest(".below");
  const rate = (button) => {
    const [number, way] = button.value.split(" ");
    const wanted = ratings()[number] === way ? "" : way;
    known = { conversation: studyTutor.conversation, ratings: { ...ratings(), [number]: wanted } };
    apply();
    send(number, wanted);
    clear(number);
    if (wanted === "down") askWhy(number);
  };
  const send = (number, way, reason = "") => document.dispatchEvent(new CustomEvent("rate", { detail: { conversation: studyTutor.conversation, number, way, reason } }));
  const clear = (number) => $$(":scope > .reason, :scope > .said", footOf(number)).forEach((each) => each.remove());
  const say = (number, words, kind) => {
    const foot = footOf(number);
    if (!foot) return;
    clear(number);
    const line = Object.assign(document.createElement("p"), { className: `said ${kind}`, textContent: words, tabIndex: -1 });
    line.setAttribute("role", kind === "problem" ? "alert" : "status");
    foot.append(line);
  };

  /* -- what was wrong -- */
  const askWhy = (number) => {
    const form = $("#conversations-view form.reason")?.cloneNode(true);
    if (!form) return;
    form.hidden = false;
    footOf(number).append(form);
    form.scrollIntoView({ block: "nearest" });
    $("input", form).focus({ preventScroll: true });
    const back = () => $(`#chat button[name=rate][value="${number} down"]`)?.focus();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const given = new FormData(form);
      const own = given.get("own").trim();
      const reason = [given.getAll("reason").join(", "), own].filter(Boolean).join(": ");
      if (reason) send(number, "down", reason);
      say(number, form.dataset.kept, "kept");
      back();
    });
    $(".skip-reason", form).addEventListener("click", () => { clear(number); back(); });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      clear(number);
      back();
    });
  };

  /* -- sources under the answer -- */
  const copies = (fold) => $$(":scope > .sources", fold);
  const fill = (fold) => {
    const cards = $(`#sources-${fold.id.slice("fold-".length)}`);
    if (!cards || copies(fold).length) return;
    const copy = cards.cloneNode(true);
    copy.removeAttribute("id");
    $$("[id]", copy).forEach((each) => {
      each.dataset.copy = each.id;
      each.removeAttribute("id");
    });
    fold.append(copy);
  };
  document.addEventListener("toggle", ({ target }) => {
    if (!target.matches?.("details.fold")) return;
    if (target.open) fill(target);
    else copies(target).forEach((each) => each.remove());
  }, true);
  // Where the column isn't shown and nothing opens the passage in its place, it unfolds here.
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("a.chip");
    const card = chip && document.getElementById(chip.hash.slice(1));
    if (!card || card.checkVisibility() || $("a.open", card)) return;
    const fold = $(`#fold-${card.id.split("-")[1]}`);
    if (!fold) return;
    fold.open = true;
    fill(fold);
    const copy = $(`[data-copy="${card.id}"]`, fold);
    const folded = copy?.closest("details:not(.fold)");
    if (folded) folded.open = true;
    copy?.scrollIntoView({ block: "nearest" });
    copy?.focus({ preventScroll: true });
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("#chat button[name]");
    if (button?.name === "rate") rate(button);
    else if (button?.name === "follow-up") {
      document.dispatchEvent(new CustomEvent("ask", { detail: { question: decodeURIComponent(button.value), fresh: false } }));
    }
  });

  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      apply();
    });
  }).observe(document.body, { childList: true, subtree: true });
})();
