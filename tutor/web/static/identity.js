/* Who this is: a name for whoever uses this browser and one for the tab. They are kept in the
   browser's storage, so a reload finds what was left, and nobody else's records can be named. */
(() => {
  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const kept = (store, key) => {
    try {
      const name = store().getItem(key) ?? random();
      store().setItem(key, name);
      return name;
    } catch {
      return ""; // the server says what that means
    }
  };
  window.studyTutor = Object.assign(window.studyTutor ?? {}, {
    random,
    student: kept(() => localStorage, "study-tutor-student"),
    tab: kept(() => sessionStorage, "study-tutor-tab") || random(),
  });
})();
