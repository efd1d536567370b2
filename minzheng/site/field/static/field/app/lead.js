/* Somebody seems to need help: a photograph, the village, one sentence. Under thirty seconds. */

import * as plan from "../core/plan.js";
import { h } from "./dom.js";
import { draw } from "./form.js";
import { FORMS, KINDS } from "./kinds.js";
import { handing_in, keeper } from "./record.js";

/** Ask which village where there are several; then the short form. */
export async function lead(household = "", person = "", village = "") {
  const day = await plan.day();
  const home = day.households.find((one) => one.id === Number(household)) || {};
  const whom = day.people.find((one) => one.id === Number(person));
  const division = home.division || village || (day.places.length === 1 ? day.places[0].code : "");
  const form = await plan.form(FORMS.need);
  if (!form) { return { title: KINDS.need, back: "#/record", body: h("p", { class: "f-empty" }, "这张表还没有下载到手机，请联网同步后再上报") }; }
  if (!division) { return { title: KINDS.need, back: "#/record", body: villages(day.places) }; }
  const place = day.places.find((one) => one.code === division);
  return writing(form, {
    form: form.key, rule: "", household: home.id || null, person: whom ? whom.id : null, case: null, division,
    title: `线索：${whom ? whom.name : place ? place.name : ""}`, label: form.label,
  });
}

function villages(places) {
  return h("section", { class: "f-card" }, h("h2", {}, "在哪个村？"),
    h("ul", {}, places.map((one) => h("li", {}, h("a", { class: "f-row", href: `#/lead///${one.code}` }, one.name)))));
}

function writing(form, subject) {
  const saved = h("p", { class: "f-saved", role: "status" }, "填写后自动保存在手机");
  const keep = keeper(null, "need", subject, saved);
  const drawn = draw(form, { answers: {}, keep });
  const part = { ...drawn, card: h("div", { class: "f-card" }, drawn.element) };
  return {
    title: subject.title,
    back: "#/record",
    leave: () => drawn.flush(),
    body: [part.card, handing_in("上报", { parts: [part], keep, saved, then: "#/mine" })],
  };
}
