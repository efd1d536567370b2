/* The app: its frame, its addresses (#/today …), the lock, what is said about sending, new versions. */

import * as records from "../core/records.js";
import * as sync from "../core/sync.js";
import * as vault from "../core/vault.js";
import { conflict } from "./conflict.js";
import { first, unlock } from "./door.js";
import { fill, h, hush, icon, say } from "./dom.js";
import { lead } from "./lead.js";
import { mine } from "./mine.js";
import { people, person } from "./people.js";
import { choose, open, start } from "./record.js";
import { pin, settings } from "./settings.js";
import { result_words, standing, sync_words } from "./sending.js";
import { today } from "./today.js";
import { apply_type } from "./type.js";
import { watch_versions } from "./versions.js";

// A phone left lying shuts itself: whoever finds it needs the PIN.
const IDLE = 10 * 60 * 1000;

/* A screen is given the words of its address and returns {title, back, body, leave, isLive}. */
const SCREENS = { today, people, person, record: choose, new: start, open, lead, mine, conflict, settings, pin };
const NAV = [
  ["today", "今天", "today"],
  ["people", "人员", "people"],
  ["record", "记录", "record"],
  ["mine", "我的记录", "mine"],
  ["settings", "设置", "settings"],
];
const UNDER = { person: "people", new: "record", open: "mine", lead: "record", conflict: "mine", pin: "settings" };

const top = document.getElementById("top");
const main = document.getElementById("main");
const nav = document.getElementById("nav");

let shown = null;
let leaving = Promise.resolve();
let turn = 0;
let idle = null;

function address() {
  const [name, ...words] = window.location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return SCREENS[name] ? [name, words] : ["today", []];
}

/** Show the screen of the address; what the last one still holds is saved first. */
async function go() {
  const mine_turn = (turn += 1);
  const last = shown;
  if (last) { hush(); }
  shown = null;
  if (last && last.leave) { leaving = last.leave(); }
  try {
    await leaving;
  } catch {
    stay(last);
    return;
  }
  const [name, words] = vault.isOpen() ? address() : ["door", []];
  let made;
  try {
    made = name === "door" ? await door() : await SCREENS[name](...words);
  } catch (fault) {
    made = broken(fault);
  }
  if (mine_turn !== turn) { return; }
  shown = made;
  draw(name, made);
  main.dataset.drawn = window.location.hash;
  if (last && name !== "door" && last.title !== made.title) { main.focus({ preventScroll: true }); }
  window.scrollTo(0, 0);
}

/* What could not be saved stays where it was typed; why not was said there. */
function stay(last) {
  leaving = Promise.resolve();
  shown = shown || last;
  window.history.replaceState(null, "", main.dataset.drawn || "#/today");
}

function broken(fault) {
  console.error(fault);
  return {
    title: "没有打开",
    back: "#/today",
    body: h("div", { class: "f-note", dataset: { tone: "danger" } },
      h("p", {}, "这一页没有打开。已填写的内容仍保存在手机里。"),
      h("p", {}, fault.code ? fault.message : "请返回后再试；仍打不开的，请联系县民政局。")),
  };
}

async function door() {
  return (await vault.isSetUp()) ? unlock(go) : first(go);
}

function draw(name, made) {
  document.title = `${made.title} · 民政外勤`;
  fill(top, h("div", { class: "f-top-row" },
    made.back && h("a", { class: "f-back", href: made.back, "aria-label": "返回" }, icon("back")),
    h("h1", {}, made.title),
    made.act || null));
  fill(main, vault.isOpen() && name !== "door" ? sync_line : null, made.body);
  nav.hidden = !vault.isOpen();
  const current = UNDER[name] || name;
  fill(nav, NAV.map(([key, words, picture]) => h("a", {
    href: `#/${key}`,
    class: key === "record" && "f-nav-main",
    "aria-current": key === current && "page",
  }, icon(picture), words)));
}

/* Redraw a screen nobody types on, when what it shows changed. */
let redrawing = null;
function changed() {
  window.clearTimeout(redrawing);
  redrawing = window.setTimeout(async () => {
    await show_sync();
    if (!shown || !shown.isLive || !vault.isOpen()) { return; }
    const mine_turn = turn;
    const [name, words] = address();
    const made = await SCREENS[name](...words);
    if (mine_turn !== turn || !shown || !shown.isLive) { return; }
    shown = made;
    const height = window.scrollY;
    draw(name, made);
    window.scrollTo(0, height);
  }, 300);
}

const sync_line = h("button", { class: "f-sync", type: "button", onclick: send });

async function show_sync() {
  if (!vault.isOpen()) { return; }
  const [words, tone] = sync_words(await standing());
  sync_line.dataset.tone = tone;
  fill(sync_line, h("span", {}, words), h("b", {}, "立即同步"));
}

/** Send now, and say in words how it went. */
async function send() {
  fill(sync_line, h("span", {}, "正在同步…"));
  const told = await sync.run();
  await show_sync();
  if (told.wiped) { window.location.reload(); return; }
  say(result_words(told));
}

function guard_idle() {
  const again = () => {
    window.clearTimeout(idle);
    idle = window.setTimeout(() => vault.lock(), IDLE);
  };
  for (const kind of ["pointerdown", "keydown", "input"]) { window.addEventListener(kind, again, { passive: true }); }
  again();
}

async function begin() {
  apply_type();
  watch_versions(async () => { if (shown && shown.leave) { await shown.leave(); } });
  window.addEventListener("hashchange", go);
  // The last letters before the phone closes the page are kept too.
  for (const kind of ["pagehide", "visibilitychange"]) {
    document.addEventListener(kind, () => { if (shown && shown.leave) { shown.leave(); } });
  }
  records.onChange(changed);
  sync.onChange(changed);
  vault.onChange((isOpen) => {
    if (isOpen) { sync.start(); show_sync(); } else { go(); }
  });
  guard_idle();
  if (navigator.onLine && (await vault.isSetUp()) && (await sync.obey().catch(() => false))) {
    say("县民政局已要求清除本机数据，数据已清除");
  }
  await go();
}

begin();
