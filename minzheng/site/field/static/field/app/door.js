/* The door: a PIN is set once while signed in, and opens the phone's data afterwards, without signal too. */

import * as sync from "../core/sync.js";
import * as vault from "../core/vault.js";
import { fill, fresh, h, say } from "./dom.js";
import { result_words } from "./sending.js";

/** Make a box for a PIN with its label. */
export function pin_box(words, help) {
  const id = fresh("pin");
  const input = h("input", {
    id, class: "f-input f-pin", type: "password", inputmode: "numeric", pattern: "[0-9]*", maxlength: 6,
    autocomplete: "off", required: true, "aria-describedby": `${id}-fault`,
  });
  const fault = h("p", { class: "f-fault", id: `${id}-fault`, role: "alert" });
  return {
    input,
    element: h("div", { class: "f-field" }, h("label", { class: "f-label", for: id }, words), help && h("p", { class: "f-help" }, help), input, fault),
    blame(text) {
      fill(fault, text);
      input.setAttribute("aria-invalid", text ? "true" : "false");
      if (text) { input.value = ""; input.focus(); }
    },
  };
}

/** Return the address of the staff sign-in that comes back here. */
export function sign_in_address() {
  const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
  return `${meta("field-sign-in")}?next=${encodeURIComponent(meta("field-home"))}`;
}

/** The first start: sign in, then set a PIN. */
export async function first(done) {
  const one = pin_box("设置 6 位数字解锁码", "以后没有信号也用它打开。不要用生日或连号。");
  const two = pin_box("再输入一次");
  const note = h("div", { class: "f-note", hidden: true });
  const button = h("button", { class: "f-button" }, "设置并下载今日任务");
  const form = h("form", { class: "f-card", novalidate: true }, h("h2", {}, "第一次使用这部手机"), one.element, two.element, button, note);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    one.blame("");
    two.blame("");
    if (!/^\d{6}$/.test(one.input.value)) { one.blame("解锁码须为 6 位数字"); return; }
    if (one.input.value !== two.input.value) { two.blame("两次输入不一致，请重新输入"); return; }
    button.disabled = true;
    try {
      await vault.setUp(one.input.value);
      say("正在下载任务和人员…");
      const told = await fetched();
      await done();
      say(result_words(told));
    } catch (fault) {
      button.disabled = false;
      if (fault.code === "pin") { two.input.value = ""; one.blame(fault.message); return; }
      note.hidden = false;
      note.dataset.tone = "danger";
      fill(note, h("p", {}, fault.code ? fault.message : "没有设置成功，请再试一次。"),
        fault.code === "sign_in" && h("a", { class: "f-button-quiet", href: sign_in_address() }, "去登录"));
    }
  });
  return {
    title: "民政外勤",
    body: [
      form,
      h("div", { class: "f-card" },
        h("p", { class: "f-quiet" }, "数据加密后存放在本机。连续输错 10 次，本机数据将全部清除；已上传的内容不受影响。"),
        h("a", { class: "f-button-quiet", href: sign_in_address() }, "还没有登录？先登录")),
    ],
  };
}

/* Opening the vault begins a sync of its own: this waits for its turn, so that the first screen is full. */
async function fetched() {
  for (;;) {
    const told = await sync.run();
    if (told.failed !== "busy") { return told; }
    await new Promise((resolve) => { window.setTimeout(resolve, 300); });
  }
}

/** Every further start: the PIN. */
export async function unlock(done) {
  const who = await vault.owner();
  const box = pin_box("解锁码", "6 位数字");
  const left = h("p", { class: "f-quiet" });
  const say_left = (tries) => fill(left, tries < vault.TRIES ? `还可以试 ${tries} 次，之后本机数据将全部清除` : "");
  say_left(await vault.triesLeft());
  const button = h("button", { class: "f-button" }, "打开");
  const form = h("form", { class: "f-card", novalidate: true }, who && h("h2", {}, `${who.name} 的工作手机`), box.element, left, button);
  const open = async (event) => {
    if (event) { event.preventDefault(); }
    if (button.disabled) { return; }
    if (!/^\d{6}$/.test(box.input.value)) { box.blame("解锁码须为 6 位数字"); return; }
    button.disabled = box.input.disabled = true;
    const told = await vault.unlock(box.input.value);
    button.disabled = box.input.disabled = false;
    if (told.ok) { await done(); return; }
    if (!told.triesLeft) { say("连续输错 10 次，本机数据已清除"); await done(); return; }
    box.blame("解锁码不对");
    say_left(told.triesLeft);
  };
  form.addEventListener("submit", open);
  box.input.addEventListener("input", () => { if (box.input.value.length === 6) { open(); } });
  return { title: "民政外勤", body: form };
}
