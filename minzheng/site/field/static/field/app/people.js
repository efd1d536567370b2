/* People: found by name, by pinyin initials or by phone, without signal; and what matters about one of them. */

import * as plan from "../core/plan.js";
import * as records from "../core/records.js";
import { day, due, moment } from "./dates.js";
import { everybody, head_of, members_of, stops } from "./day.js";
import { fill, fresh, h, icon } from "./dom.js";
import { KINDS } from "./kinds.js";

const MOST = 40;
let wanted = "";

/** Show the search. */
export async function people() {
  const all = await everybody();
  const list = h("div", { class: "f-stack", "aria-live": "polite" });
  const id = fresh("search");
  const input = h("input", { id, class: "f-input", type: "search", autocomplete: "off", placeholder: "如 张秀兰、zxl、电话尾号", value: wanted });
  const show = () => {
    wanted = input.value;
    const found = all.filter((one) => is_wanted(one, wanted.trim().toLowerCase()));
    fill(list,
      h("p", { class: "f-quiet" }, found.length > MOST ? `找到 ${found.length} 人，先列出 ${MOST} 人，请再输入几个字` : `${found.length} 人`),
      h("ul", {}, found.slice(0, MOST).map((one) => h("li", {}, row(one)))));
  };
  input.addEventListener("input", show);
  show();
  return {
    title: "人员",
    body: [h("div", { class: "f-field" }, h("label", { class: "f-label", for: id }, "找人"), input), list],
  };
}

function is_wanted(one, text) {
  if (!text) { return true; }
  const initials = String(one.initials || "").toLowerCase();
  const spelled = String(one.pinyin || "").toLowerCase().replace(/\s/g, "");
  return one.name.includes(text) || initials.startsWith(text) || spelled.startsWith(text.replace(/\s/g, ""))
    || (/^\d{3,}$/.test(text) && String(one.phone || "").includes(text));
}

function row(one) {
  return h("a", { class: "f-row", href: `#/person/${one.household || ""}/${one.id}` },
    h("span", { class: "f-row-head" }, h("strong", {}, one.name), h("span", { class: "f-quiet" }, [one.sex, one.age !== undefined && one.age !== null && `${one.age}岁`].filter(Boolean).join(" "))),
    h("span", { class: "f-tags" }, ((one.home && one.home.benefits) || []).map((name) => h("span", { class: "f-tag" }, name))),
    one.home && h("span", { class: "f-quiet" }, one.home.address || one.home.place));
}

/** Show one person, or a whole household: who lives there, what they receive, what to ask; then the deeds. */
export async function person(household_id, person_id, rule = "") {
  const whom = person_id ? await plan.person(Number(person_id)) : null;
  const home = household_id ? await plan.household(Number(household_id)) : null;
  if (!whom && !home) { return { title: "人员", back: "#/people", body: h("p", { class: "f-empty" }, "本机没有此人的资料，请联网同步") }; }
  const [members, lines, written] = await Promise.all([home ? members_of(home.id) : [], stops(), records.list()]);
  const head = whom || head_of(home, members);
  const own = lines.filter((line) => line.household === (home && home.id) && (!line.person || !whom || line.person === whom.id));
  own.sort((one, other) => Number(other.rule === rule) - Number(one.rule === rule));
  const mine = written.filter((row) => row.subject.household === (home && home.id));
  return {
    title: head ? head.name : "家庭",
    back: rule ? "#/today" : "#/people",
    body: [
      card(head, home, own.map((line) => line.lastOn).filter(Boolean).sort().at(-1)),
      own.map((line) => task(line)),
      members.length > 1 && h("section", { class: "f-card" }, h("h2", {}, `家庭成员 ${members.length} 人`),
        h("ul", {}, members.map((one) => h("li", {}, row({ ...one, home: null }))))),
      home && deeds(home, whom, head),
      mine.length > 0 && h("section", { class: "f-card" }, h("h2", {}, "我写过的"),
        h("ul", {}, mine.slice(0, 5).map((one) => h("li", {}, h("a", { class: "f-row", href: `#/open/${one.id}` },
          h("strong", {}, one.subject.label || KINDS[one.kind]), h("br"), h("span", { class: "f-quiet" }, moment(one.changedAt))))))),
    ],
  };
}

function card(head, home, last) {
  const phone = head ? head.phone : "";
  const facts = [
    ["年龄", head && [head.sex, head.age !== undefined && head.age !== null && `${head.age}岁`].filter(Boolean).join("，")],
    ["住址", home && (home.address || home.place)],
    ["享受待遇", home && (home.benefits || []).join("、")],
    ["上次走访", last && day(last)],
  ].filter(([, value]) => value);
  return h("section", { class: "f-card" },
    h("dl", { class: "f-facts" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    phone && h("a", { class: "f-button-quiet", href: `tel:${phone}` }, icon("phone"), `打电话 ${phone}`));
}

/* One duty of the plan: why, until when, what is asked; its button is the loudest on the page. */
function task(line) {
  const [words, tone] = due(line.dueOn, line.isLate);
  const holder = h("p", { class: "f-quiet" });
  plan.form(line.form).then((form) => form && fill(holder, `要问：${form.items.map((item) => item.label).join("、")}`));
  const href = line.record ? `#/open/${line.record}` : `#/new/visit/${line.household}/${line.person || ""}/${encodeURIComponent(line.rule)}`;
  return h("section", { class: "f-card" },
    h("div", { class: "f-row-head" }, h("h2", {}, line.label), h("span", { class: "f-tag", dataset: { tone } }, words)),
    h("p", {}, line.why, line.lastOn ? `；上次 ${day(line.lastOn)}` : "；还没走访过"),
    holder,
    h("a", { class: "f-button", href }, line.record ? "接着写" : "记录走访"));
}

function deeds(home, whom, head) {
  const words = `${home.id}/${whom ? whom.id : ""}`;
  const name = head ? head.name : "这一户";
  return h("section", { class: "f-card" }, h("h2", {}, `为${name}记录`),
    h("a", { class: "f-button-quiet", href: `#/new/visit/${words}` }, icon("people"), "走访"),
    h("a", { class: "f-button-quiet", href: `#/new/check/${words}` }, icon("shield"), "安全检查"),
    h("a", { class: "f-button-quiet", href: `#/new/survey/${words}` }, icon("home"), "入户调查"),
    h("a", { class: "f-button-quiet", href: `#/lead/${words}` }, icon("alert"), "上报线索"));
}
