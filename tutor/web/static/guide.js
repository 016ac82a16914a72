/* The study guide in the browser: which one is shown stands in the address, so that back, forward
   and a reload show it again. What is done in it goes the way of all parts (practice.js). */
(() => {
  const root = document.documentElement;
  const query = () => (/^#guide\?(.*)$/.exec(location.hash)?.[1] ?? "");
  let shown = query();

  const follow = () => {
    if (root.dataset.tab !== "guide" || query() === shown) return;
    shown = query();
    document.dispatchEvent(new CustomEvent("guide-shown"));
  };
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
  document.addEventListener("guide-shown", () => { shown = query(); });

  const go = (where) => document.dispatchEvent(new CustomEvent("go-to", { detail: where }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#guide-page button");
    if (button?.name === "open-guide") {
      event.stopPropagation();
      const topic = button.closest("form").elements.topic.value.trim();
      if (topic) go(`guide?topic=${encodeURIComponent(topic)}`);
    } else if (button?.name === "practise-chapter") {
      event.stopPropagation();
      const values = { chapter: button.value, n: "10" };
      go("practice");
      document.dispatchEvent(new CustomEvent("part-act", { detail: { part: "practice", name: "start", values } }));
    }
  }, true);
})();
