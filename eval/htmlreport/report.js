"use strict";
(() => {
  const form = document.getElementById("filter");
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");
  const questions = Array.from(document.querySelectorAll(".question"));
  const selects = Array.from(form.querySelectorAll("select"));
  const texts = new Map();

  // Full-width and half-width letters, capitals and small ones are the same to a reader.
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  const textOf = (question) => {
    if (!texts.has(question)) {
      const parts = question.querySelectorAll(".asked, .id, .facts, .cited");
      texts.set(question, plain(Array.from(parts, (part) => part.textContent).join("\n")));
    }
    return texts.get(question);
  };

  const apply = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value);
    let count = 0;
    for (const question of questions) {
      const fits =
        wanted.every((select) => question.dataset[select.dataset.filter] === select.value) &&
        words.every((word) => textOf(question).includes(word));
      question.hidden = !fits;
      count += fits;
    }
    shown.textContent = `${count} of ${questions.length} questions`;
  };

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !target.classList.contains("question")) return;
    if (target.hidden) {
      form.reset();
      apply();
    }
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  // The fields are emptied only after the event.
  form.addEventListener("reset", () => setTimeout(apply));
  document.getElementById("open").addEventListener("click", () => {
    for (const question of questions) question.open = !question.hidden;
  });
  document.getElementById("close").addEventListener("click", () => {
    for (const question of questions) question.open = false;
  });
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
