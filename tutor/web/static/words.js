/* The words that the scripts show: the server wrote them into the page. */
Object.assign((window.studyTutor ??= {}), { words: JSON.parse(document.getElementById("words").textContent) });
document.documentElement.lang = studyTutor.words.page.language;
