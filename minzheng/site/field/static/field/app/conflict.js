/* Two people, or two phones, wrote differently: both stand side by side until a person settles it. */

import * as plan from "../core/plan.js";
import * as records from "../core/records.js";
import { words } from "./answers.js";
import { moment } from "./dates.js";
import { fill, fresh, h, say } from "./dom.js";
import { draw } from "./form.js";
import { name_of } from "./mine.js";

/** Show every disputed field of a record. */
export async function conflict(id) {
  const [record, all] = await Promise.all([records.read(id), records.conflicts()]);
  if (!record) { return { title: "核对", back: "#/mine", body: h("p", { class: "f-empty" }, "本机没有这条记录") }; }
  const form = record.subject.form ? await plan.form(record.subject.form) : null;
  const own = all.filter((one) => one.record === id);
  const holder = h("div", { class: "f-stack" });
  fill(holder, own.length
    ? [h("p", {}, `${name_of(record)}：${own.length} 项有不同的填写，两份都保留着，请逐项选定。`), own.map((one) => dispute(one, form))]
    : settled(id));
  return { title: "核对不同的填写", back: "#/mine", body: holder, isLive: own.length === 0 };
}

function settled(id) {
  return h("div", { class: "f-note", dataset: { tone: "good" } },
    h("p", {}, "都核对好了。"), h("a", { class: "f-button", href: `#/open/${id}` }, "打开这条记录"));
}

function dispute({ record, field, heads }, form) {
  const item = (form && form.items.find((one) => one.key === field.split("#")[0])) || { key: field, label: field, kind: "text", options: [], most: 500 };
  const card = h("section", { class: "f-card", "aria-label": item.label });
  const done = async (deed) => {
    try {
      await deed();
      fill(card, h("p", { class: "f-note", dataset: { tone: "good" } }, `“${item.label}”已选定`));
      if (!document.querySelector("main .f-versions")) { card.parentElement.append(settled(record)); }
    } catch (fault) {
      say(fault.message);
    }
  };
  fill(card, h("h2", {}, item.label),
    h("div", { class: "f-versions" }, heads.map((head) => version(item, head, () => done(() => records.resolve(record, field, head.version))))),
    anew(item, (value) => done(() => records.settleWith(record, field, value))));
  return card;
}

function version(item, head, choose) {
  const value = head.value && head.value.sha256 ? [head.value] : head.value;
  return h("div", { class: "f-version" },
    h("p", { class: "f-quiet" }, `${head.isMine ? "这部手机" : head.by || "另一部手机"} · ${moment(head.at)}`),
    h("p", { class: "f-said" }, words(item, value)),
    h("button", { class: "f-button-quiet", type: "button", onclick: choose }, "采用这一份"));
}

/* A third answer may be the right one; what carries files is chosen, not rewritten. */
function anew(item, keep) {
  if (["photo", "signature", "sound", "member"].includes(item.kind)) { return null; }
  let value = null;
  const drawn = draw({ items: [{ ...item, when: null, key: fresh(item.key) }] }, { answers: {}, keep: { set: (_key, said) => { value = said; } } });
  const use = async () => {
    await drawn.flush();
    if (drawn.faults().length || value === null || value === "") { say("请先写好再保存"); return; }
    keep(value);
  };
  return h("details", {}, h("summary", { class: "f-fact-link" }, "都不对，重新填写"),
    h("div", { class: "f-stack" }, drawn.element, h("button", { class: "f-button", type: "button", onclick: use }, "保存新的填写")));
}
