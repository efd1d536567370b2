/* Photographs, signatures and voice notes of a form: each is kept, sealed, before the screen shows it. */

import { fill, h, icon, say } from "./dom.js";
import * as pictures from "./pictures.js";
import * as place from "./place.js";
import { pad } from "./signature.js";
import * as voice from "./voice.js";

/* What the three have in common: the files of the item, kept and taken off again. */
function shelf(item, { said, keep }) {
  return {
    files: () => said[item.key] || [],
    async add(blob, meta) {
      said[item.key] = await keep.attach(item.key, blob, { takenAt: new Date().toISOString(), ...meta });
    },
    async drop(file) {
      said[item.key] = await keep.detach(item.key, file.key);
    },
    load: (file) => keep.load(file),
  };
}

/** Photographs by the camera, made small, with time and place. */
export function photo(item, id, _described, tools) {
  const most = Math.min(item.most || 9, 9);
  const own = shelf(item, tools);
  const shots = h("div", { class: "f-shots" });
  const input = h("input", { id, type: "file", accept: "image/*", capture: "environment", "aria-label": `${item.label}：拍照` });
  const words = h("span", {});
  const add = h("div", { class: "f-file" }, h("span", { class: "f-button-quiet" }, icon("camera"), words), input);
  const show = () => {
    fill(shots, own.files().map(shot));
    fill(words, own.files().length ? `再拍一张（${own.files().length}/${most}）` : "拍照");
    add.hidden = own.files().length >= most;
  };
  const shot = (file, index) => h("div", { class: "f-shot" },
    picture(file, `${item.label} 第 ${index + 1} 张`, own),
    h("button", { type: "button", onclick: () => own.drop(file).then(show) }, "删去"));
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) { return; }
    fill(words, "正在保存照片…");
    try {
      const [made, where] = await Promise.all([pictures.small(file), place.find({ within: 5000 })]);
      await own.add(made, { name: "photo.jpg", ...where });
    } catch (fault) {
      say(fault.message);
    }
    input.value = "";
    show();
  });
  show();
  return { isGroup: true, element: h("div", { class: "f-stack" }, shots, add) };
}

function picture(file, label, own) {
  const canvas = h("canvas", { role: "img", "aria-label": label });
  own.load(file)
    .then((blob) => (blob ? pictures.thumbnail(canvas, blob) : canvas.replaceWith(h("p", { class: "f-help" }, "照片已上传"))))
    .catch(() => say("一张照片未能显示，原件仍在"));
  return canvas;
}

/** One signature, written with the finger. */
export function signature(item, id, _described, tools) {
  const own = shelf(item, tools);
  const board = pad(item.label);
  const holder = h("div", { id, class: "f-stack" });
  const show = () => {
    const [file] = own.files();
    if (file) {
      const canvas = h("canvas", { role: "img", "aria-label": "已签名", class: "f-sign" });
      own.load(file).then((blob) => blob && pictures.whole(canvas, blob)).catch(() => say("签名未能显示，原件仍在"));
      fill(holder, canvas, h("button", { class: "f-button-quiet", type: "button", onclick: () => own.drop(file).then(show) }, "重签"));
      return;
    }
    fill(holder, board.element, h("div", { class: "f-two" },
      h("button", { class: "f-button-quiet", type: "button", onclick: () => board.clear() }, "重写"),
      h("button", { class: "f-button-quiet", type: "button", onclick: sign }, "完成签名")));
  };
  const sign = async () => {
    if (board.isEmpty()) { say("请先用手指在方框内签名"); return; }
    try {
      await own.add(await board.picture(), { name: "signature.png", single: true });
      board.clear();
    } catch (fault) {
      say(fault.message);
    }
    show();
  };
  show();
  // Handed in without a tap on "done": what was written is a signature all the same.
  return { isGroup: true, element: holder, flush: () => (board.isEmpty() ? null : sign()) };
}

/** Voice notes. */
export function sound(item, id, _described, tools) {
  const own = shelf(item, tools);
  const holder = h("div", { id, class: "f-stack" });
  let running = null;
  const show = () => {
    const notes = own.files().map((file, index) => h("div", { class: "f-two" },
      h("button", { class: "f-button-quiet", type: "button", onclick: () => listen(file) }, `听第 ${index + 1} 段`),
      h("button", { class: "f-button-danger", type: "button", onclick: () => own.drop(file).then(show) }, "删去")));
    const action = running
      ? h("button", { class: "f-button-danger", type: "button", onclick: () => running.stop() }, icon("voice"), "停止录音")
      : h("button", { class: "f-button-quiet", type: "button", onclick: record }, icon("voice"), "开始录音");
    fill(holder, notes, voice.can_record() ? action : h("p", { class: "f-help" }, "这部手机不支持录音"));
  };
  const listen = async (file) => {
    const blob = await own.load(file);
    if (blob) { await voice.play(blob).catch(() => say("录音未能播放，原件仍在")); } else { say("录音已上传，本机不再保存"); }
  };
  const record = async () => {
    try {
      running = await voice.start();
      show();
      const limit = window.setTimeout(() => running && running.stop(), voice.LONGEST * 1000);
      const note = await running.ended;
      window.clearTimeout(limit);
      await own.add(note, { name: "note.webm" });
    } catch (fault) {
      say(fault.message);
    }
    running = null;
    show();
  };
  show();
  return { isGroup: true, element: holder };
}
