/* Writing a record down: begun with the first word, every change kept at once, handed in by a tap. */

import * as plan from "../core/plan.js";
import * as records from "../core/records.js";
import * as sync from "../core/sync.js";
import { conflict } from "./conflict.js";
import { moment } from "./dates.js";
import { head_of, members_of } from "./day.js";
import { fill, h, icon, say } from "./dom.js";
import { draw } from "./form.js";
import { FORMS, KINDS } from "./kinds.js";
import { name_of } from "./mine.js";
import * as place from "./place.js";
import { words } from "./answers.js";

/** Ask what is to be written down. */
export async function choose() {
  const open = await records.list({ state: records.DRAFT });
  return {
    title: "记录",
    body: [
      open.length > 0 && h("section", { class: "f-card" }, h("h2", {}, "接着写"),
        h("ul", {}, open.slice(0, 3).map((row) => h("li", {}, h("a", { class: "f-row", href: `#/open/${row.id}` },
          h("strong", {}, name_of(row)), h("br"), h("span", { class: "f-quiet" }, `${row.subject.label || KINDS[row.kind]} · ${moment(row.changedAt)}`)))))),
      h("section", { class: "f-card" }, h("h2", {}, "写新的"),
        h("a", { class: "f-button", href: "#/lead" }, icon("camera"), "上报线索：拍照、选村、写一句话"),
        h("a", { class: "f-button-quiet", href: "#/today" }, icon("today"), "走访：从今天的名单选人"),
        h("a", { class: "f-button-quiet", href: "#/people" }, icon("people"), "安全检查、入户调查：先找人")),
    ],
  };
}

/** Begin a record about somebody; one that is being written already is gone on with. */
export async function start(kind, household, person, rule = "") {
  const here = window.location.hash;
  const day = await plan.day();
  const subject = await subject_of(day, kind, Number(household) || null, Number(person) || null, rule);
  const begun = (await records.list({ kind })).find((row) => [records.DRAFT, records.REFUSED].includes(row.state)
    && row.subject.household === subject.household && (row.subject.rule || "") === subject.rule && (row.subject.person || null) === subject.person);
  if (begun) { readdress(here, `#/open/${begun.id}`); return open(begun.id); }
  return writing(null, kind, subject, {}, "");
}

async function subject_of(day, kind, household, person, rule) {
  const home = day.households.find((one) => one.id === household) || {};
  const line = day.lines.find((one) => one.rule === rule && one.household === household);
  const whom = day.people.find((one) => one.id === person) || head_of(home, day.people);
  return {
    form: line ? line.form : FORMS[kind], rule: line ? rule : "", household, person, case: null, division: home.division || null,
    title: whom ? whom.name : home.name || "", label: line ? line.label : KINDS[kind],
  };
}

/** Open a record: to go on, or to read what was handed in. */
export async function open(id) {
  const here = window.location.hash;
  const record = await records.read(id);
  if (!record) { return { title: "记录", back: "#/mine", body: h("p", { class: "f-empty" }, "本机没有这条记录") }; }
  if (Object.values(record.fields).some((field) => field.isConflict)) {
    readdress(here, `#/conflict/${id}`);
    return conflict(id);
  }
  if ([records.WAITING, records.SUBMITTED].includes(record.state)) { return reading(record); }
  return writing(id, record.kind, record.subject, answers_of(record), record.state === records.REFUSED ? record.text : "");
}

/* The address says what is shown; somebody who tapped on meanwhile is not called back. */
function readdress(from, to) {
  if (window.location.hash === from) { window.history.replaceState(null, "", to); }
}

function answers_of(record) {
  const said = Object.fromEntries(Object.entries(record.fields).filter(([key]) => !key.includes("#")).map(([key, field]) => [key, field.value]));
  return { ...said, ...record.files };
}

async function writing(id, kind, subject, answers, refusal) {
  const form = subject.form ? await plan.form(subject.form) : null;
  if (!form) {
    return { title: KINDS[kind], back: "#/today", body: h("p", { class: "f-empty" }, "这张表还没有下载到手机，请联网同步后再记录") };
  }
  const saved = h("p", { class: "f-saved", role: "status" }, id ? "已保存在手机" : "填写后自动保存在手机");
  const keep = keeper(id, kind, subject, saved);
  const parts = await parts_of(form, kind, subject, { answers, keep });
  const flush = () => Promise.all(parts.map((part) => part.flush()));
  return {
    title: subject.title ? `${subject.title} · ${form.label}` : form.label,
    back: subject.household ? `#/person/${subject.household}/${subject.person || ""}/${encodeURIComponent(subject.rule || "")}` : "#/record",
    leave: flush,
    body: [
      refusal && h("div", { class: "f-note", dataset: { tone: "danger" } }, h("p", {}, `已退回：${refusal}`), h("p", {}, "改好后再提交。")),
      parts.map((part) => part.card),
      handing_in("提交", { parts, keep, saved, then: "#/today" }),
    ],
  };
}

/** Draw the button that hands a record in, the line that says it is saved, and what is still wrong. */
export function handing_in(name, { parts, keep, saved, then }) {
  const fault = h("p", { class: "f-fault", role: "alert" });
  const hand_in = async () => {
    await Promise.all(parts.map((part) => part.flush()));
    const wrong = parts.flatMap((part) => part.faults());
    fill(fault, wrong.length ? `还有 ${wrong.length} 项没有填好：${wrong.join("、")}` : "");
    if (wrong.length) { return; }
    try {
      const id = await keep.ensure();
      await keep.placed();
      await records.submit(id);
    } catch (refused) {
      fill(fault, refused.message);
      return;
    }
    say(navigator.onLine ? "已提交，正在上传" : "已提交，保存在手机里，有信号后自动上传");
    sync.run().catch(() => {});
    window.location.hash = then;
  };
  return [fault, saved, h("div", { class: "f-bar" }, h("button", { class: "f-button", type: "button", onclick: hand_in }, name))];
}

/* The form itself; a survey also asks who came along, and what each member earns. */
async function parts_of(form, kind, subject, given) {
  const members = subject.household ? await members_of(subject.household) : [];
  const parts = [in_card(draw(form, { ...given, members }))];
  if (kind !== "survey") { return parts; }
  const { fellows } = await plan.day();
  const second = { items: [{ key: "_second", label: "另一名调查人员", kind: "member", help: "入户调查须两人以上", required: false, most: 1 }] };
  parts.unshift(in_card(draw(second, { ...given, members: fellows.map((one) => ({ id: one.id, name: `${one.name}（${one.place} ${one.duty}）` })) })));
  const earned = await plan.form("field.member");
  for (const member of earned ? members : []) {
    const own = { items: earned.items.map((item) => ({ ...item, key: `@${member.id}.${item.key}` })) };
    const part = draw(own, given);
    parts.push({ ...part, card: h("details", { class: "f-card" }, h("summary", { class: "f-fact-link" }, `${member.name}的收入`), part.element) });
  }
  return parts;
}

function in_card(part) {
  return { ...part, card: h("div", { class: "f-card" }, part.element) };
}

/* How a form is kept: the record begins with the first answer, with the time and the place of that moment. */
export function keeper(id, kind, subject, saved) {
  let begun = id ? Promise.resolve(id) : null;
  let placed = Promise.resolve();
  const ensure = () => {
    if (!begun) {
      begun = begin(kind, subject);
      placed = begun.then(locate).catch(() => {});
    }
    return begun;
  };
  // One after the other: two changes of one field at once would look like two people's.
  let last = Promise.resolve();
  const told = async (work) => {
    const turn = last.then(async () => work(await ensure()));
    last = turn.catch(() => {});
    try {
      const result = await turn;
      fill(saved, `已保存在手机 ${moment(new Date().toISOString())}`);
      return result;
    } catch (fault) {
      fill(saved, "没有保存成功");
      say(fault.message);
      throw fault;
    }
  };
  const files = async (own, key) => (await records.read(own)).files[key] || [];
  return {
    ensure,
    // Resolves when the place is kept, or known to be unknown.
    placed: () => placed,
    // Resolves when nothing is being saved any more.
    rest: () => last,
    set: (key, value) => told((own) => records.set(own, key, value)),
    attach: (key, blob, meta) => told(async (own) => { await records.attach(own, key, blob, meta); return files(own, key); }),
    detach: (key, file) => told(async (own) => { await records.detach(own, file); return files(own, key); }),
    load: async (file) => records.file(await ensure(), file.sha256),
  };
}

async function begin(kind, subject) {
  const id = await records.create(kind, subject);
  if (/^#\/(new|lead)\b/.test(window.location.hash)) { window.history.replaceState(null, "", `#/open/${id}`); }
  await records.set(id, "_visited_at", new Date().toISOString());
  return id;
}

async function locate(id) {
  const where = await place.find();
  if (where) { await records.set(id, "_place", where); }
}

/* What was handed in is read only. */
async function reading(record) {
  const form = record.subject.form ? await plan.form(record.subject.form) : null;
  const said = answers_of(record);
  const isThere = record.state === records.SUBMITTED;
  return {
    title: name_of(record),
    back: "#/mine",
    isLive: true,
    body: [
      h("div", { class: "f-note", dataset: { tone: isThere ? "good" : "due" } },
        h("p", {}, isThere ? `已送达平台 ${moment(record.changedAt)}` : "已提交，等待上传"),
        (record.text || isThere) && h("p", {}, [record.text, isThere && `回执号 ${record.id.slice(0, 8)}`].filter(Boolean).join("，"))),
      h("section", { class: "f-card" }, h("h2", {}, record.subject.label || KINDS[record.kind]),
        h("dl", { class: "f-facts" }, (form ? form.items : []).filter((item) => item.key in said).map((item) => [
          h("dt", {}, item.label), h("dd", {}, words(item, said[item.key]))]))),
    ],
  };
}
