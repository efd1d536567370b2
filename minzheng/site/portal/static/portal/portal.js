// What the portal adds where scripts run: reading aloud, questions that depend on an answer, printing.
// Every page works without it.
(() => {
  "use strict";

  // -- reading aloud: the text of the page, sentence by sentence, by the voice of the phone
  const button = document.querySelector("[data-read]");
  const voice = window.speechSynthesis;
  function sentences() {
    const parts = [];
    const blocks = document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main label, main legend, main td, main th, main summary, main .p-door");
    for (const block of blocks) {
      const inner = block.querySelector("p, li, dd, td, .p-door");
      const text = (block.innerText || "").trim();
      if (text && !inner && block.offsetParent) parts.push(text.replace(/\s+/g, "，"));
    }
    return parts;
  }
  function hush() {
    voice.cancel();
    button.setAttribute("aria-pressed", "false");
    button.textContent = "朗读";
  }
  function speak() {
    const parts = sentences();
    if (!parts.length) return;
    voice.cancel();
    button.setAttribute("aria-pressed", "true");
    button.textContent = "停止";
    parts.forEach((text, number) => {
      const said = new SpeechSynthesisUtterance(text);
      said.lang = "zh-CN";
      said.rate = 0.9;
      if (number === parts.length - 1) said.onend = hush;
      voice.speak(said);
    });
  }
  if (button && voice && "SpeechSynthesisUtterance" in window) {
    button.disabled = false;
    button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? hush() : speak()));
    window.addEventListener("pagehide", () => voice.cancel());
  }

  // -- a question that only some answers make appear
  const dependent = [...document.querySelectorAll("[data-when]")];
  function answer(form, name) {
    const chosen = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
    for (const one of chosen) {
      if (one.type === "radio" || one.type === "checkbox") {
        if (one.checked) return one.value;
      } else if (one.value) return one.value;
    }
    return "";
  }
  function follow() {
    for (const field of dependent) {
      const form = field.closest("form");
      const asked = form !== null && answer(form, field.dataset.when) === field.dataset.is;
      field.hidden = !asked;
      for (const one of field.querySelectorAll("input, select, textarea")) one.disabled = !asked;
    }
  }
  if (dependent.length) {
    document.addEventListener("change", follow);
    follow();
  }

  // -- printing, and forms that must be sent once
  for (const one of document.querySelectorAll("[data-print]")) {
    one.hidden = one.disabled = false;
    one.addEventListener("click", () => window.print());
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
