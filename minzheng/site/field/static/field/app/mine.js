/* What I wrote: being written, waiting, arrived with its receipt, sent back with its reason. */

import * as plan from "../core/plan.js";
import * as records from "../core/records.js";
import { moment } from "./dates.js";
import { h } from "./dom.js";
import { KINDS } from "./kinds.js";

const STATES = {
  [records.REFUSED]: ["已退回", "danger"],
  [records.DRAFT]: ["未提交", "due"],
  [records.WAITING]: ["待上传", "due"],
  [records.SUBMITTED]: ["已送达", "good"],
};
const ORDER = Object.keys(STATES);

/** Show all records, those that need a hand first. */
export async function mine() {
  const [rows, { forms }] = await Promise.all([records.list(), plan.day()]);
  // What another phone wrote comes without its label: its form has one.
  const labels = new Map(forms.map((form) => [form.key, form.label]));
  const all = rows.map((row) => ({ ...row, label: row.subject.label || labels.get(row.subject.form) || KINDS[row.kind] || "" }));
  const disputed = all.filter((row) => row.conflicts);
  const groups = ORDER.map((state) => [state, all.filter((row) => row.state === state)]).filter(([, rows]) => rows.length);
  return {
    title: "我的记录",
    isLive: true,
    body: [
      disputed.length > 0 && h("section", { class: "f-note", dataset: { tone: "danger" } },
        h("h2", {}, `${disputed.length} 条有两份不同的填写`),
        h("p", {}, "两份都保留着，请逐项核对选定。"),
        h("ul", {}, disputed.map((row) => h("li", {}, h("a", { class: "f-row", href: `#/conflict/${row.id}` }, name_of(row)))))),
      groups.map(([state, rows]) => h("section", {},
        h("div", { class: "f-group" }, h("h2", {}, STATES[state][0]), h("span", { class: "f-quiet" }, `${rows.length} 条`)),
        h("ul", {}, rows.map((row) => h("li", {}, line(row)))))),
      !all.length && h("div", { class: "f-empty" },
        h("p", {}, "还没有记录"), h("a", { class: "f-button", href: "#/record" }, "记录一次走访")),
    ],
  };
}

/** Return what a record is called in lists. */
export function name_of(row) {
  return row.subject.title || KINDS[row.kind] || row.kind;
}

function line(row) {
  const [words, tone] = STATES[row.state];
  return h("a", { class: "f-row", href: `#/open/${row.id}` },
    h("span", { class: "f-row-head" }, h("strong", {}, name_of(row)), h("span", { class: "f-tag", dataset: { tone } }, words)),
    h("span", { class: "f-quiet" }, `${row.label} · ${moment(row.changedAt)}`),
    row.text && h("p", { class: row.state === records.REFUSED ? "f-fault" : "f-quiet" }, row.text));
}
