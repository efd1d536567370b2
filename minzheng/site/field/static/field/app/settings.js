/* Settings: what lies on this phone, sending, type size, PIN, signing out. */

import * as sync from "../core/sync.js";
import * as vault from "../core/vault.js";
import { moment } from "./dates.js";
import { ask, h, say } from "./dom.js";
import { pin_box, sign_in_address } from "./door.js";
import { size, standing, sync_words } from "./sending.js";
import { choose_type, is_large } from "./type.js";

/** Show the settings. */
export async function settings() {
  const [state, who] = await Promise.all([standing(), vault.owner()]);
  const version = document.querySelector("meta[name=field-version]").content;
  return {
    title: "设置",
    isLive: true,
    body: [
      h("section", { class: "f-card" },
        h("h2", {}, "同步"),
        h("p", {}, sync_words(state)[0]),
        h("dl", { class: "f-facts" },
          h("dt", {}, "上次同步"), h("dd", {}, state.lastAt ? moment(state.lastAt) : "还没有"),
          h("dt", {}, "待上传"), h("dd", {}, `${state.records} 条，${state.files} 个文件`)),
        h("a", { class: "f-button-quiet", href: sign_in_address() }, "重新登录平台")),
      storage(state),
      h("section", { class: "f-card" },
        h("h2", {}, "显示"),
        h("div", { class: "f-switch", role: "group", "aria-label": "字号" }, [[false, "标准字号"], [true, "大字号"]].map(([isLarge, words]) =>
          h("button", { type: "button", "aria-pressed": String(is_large() === isLarge), onclick: (event) => press(event, isLarge) }, words)))),
      h("section", { class: "f-card" },
        h("h2", {}, who ? `${who.name} 的工作手机` : "本机"),
        h("a", { class: "f-button-quiet", href: "#/pin" }, "更换解锁码"),
        h("button", { class: "f-button-quiet", type: "button", onclick: () => vault.lock() }, "锁上"),
        h("button", { class: "f-button-danger", type: "button", onclick: leave }, "退出并清除本机数据"),
        h("p", { class: "f-quiet" }, `版本 ${version}`)),
    ],
  };
}

function press(event, isLarge) {
  choose_type(isLarge);
  for (const button of event.target.parentElement.children) {
    button.setAttribute("aria-pressed", String(button === event.target));
  }
}

function storage({ usage, quota, persisted }) {
  const isTight = quota && quota - usage < 200 * 1024 * 1024;
  return h("section", { class: "f-card" },
    h("h2", {}, "存储空间"),
    quota && h("meter", { class: "f-meter", min: 0, max: quota, value: usage, "aria-label": "已用空间" }),
    h("p", {}, `已用 ${size(usage)}，还可用 ${size(quota === null ? null : quota - usage)}`),
    isTight && h("p", { class: "f-fault" }, "空间不多了，请联网上传，送达后照片会自动从手机移除。"),
    !persisted && h("p", { class: "f-quiet" }, "请把本应用“添加到主屏幕”，手机空间紧张时系统便不会自动清理它。"));
}

async function leave() {
  const { waiting, files, records: open } = await standing();
  const left = waiting + files;
  const agreed = await ask(
    "退出并清除本机数据？",
    left ? `还有 ${open} 条记录、${files} 个文件没有上传，清除后无法找回。请先联网同步。` : "本机的人员、任务和记录都会清除；已上传的内容不受影响。",
    left ? "仍然清除" : "退出并清除",
    { isDanger: true });
  if (!agreed) { return; }
  say("正在退出…");
  await sync.leave({ isForced: true });
  await end_session();
  window.location.hash = "";
  say("本机数据已清除");
}

/* The session of the platform ends too, when there is a network to say so. */
async function end_session() {
  try {
    const { csrf } = await (await fetch("/field/sync/hello", { headers: { Accept: "application/json" } })).json();
    const address = document.querySelector("meta[name=field-sign-out]").content;
    await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrf }, redirect: "manual" });
  } catch (fault) {
    console.info("session stays until it ends of itself", fault.name);
  }
}

/** Change the PIN. */
export async function pin() {
  const old = pin_box("现在的解锁码");
  const one = pin_box("新的解锁码", "6 位数字，不要用生日或连号。");
  const two = pin_box("再输入一次新的解锁码");
  const form = h("form", { class: "f-card", novalidate: true }, old.element, one.element, two.element, h("button", { class: "f-button" }, "更换"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    [old, one, two].forEach((box) => box.blame(""));
    if (one.input.value !== two.input.value) { two.blame("两次输入不一致，请重新输入"); return; }
    try {
      const told = await vault.changePin(old.input.value, one.input.value);
      if (!told.ok) { old.blame(`解锁码不对，还可以试 ${told.triesLeft} 次`); return; }
      say("解锁码已更换");
      window.location.hash = "#/settings";
    } catch (fault) {
      one.blame(fault.message);
    }
  });
  return { title: "更换解锁码", back: "#/settings", body: form };
}
