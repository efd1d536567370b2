/* Today: whom I visit, in the order I walk, why, and until when. */

import * as records from "../core/records.js";
import { day, due, today as this_day } from "./dates.js";
import { stops, ways } from "./day.js";
import { fill, h, say } from "./dom.js";
import { sketch } from "./map.js";
import * as place from "./place.js";

let isDrawn = false;

/** Show the list of the day, or the sketch of the way. */
export async function today() {
  const all = await stops();
  const holder = h("div", { class: "f-stack" });
  const show = () => fill(holder, content(all, show));
  show();
  return { title: `今天 ${day(this_day())}`, isLive: true, body: holder };
}

function content(all, show) {
  if (!all.length) {
    return h("div", { class: "f-empty" },
      h("p", {}, "今天没有要走访的人"), h("p", { class: "f-quiet" }, "联网同步后会显示新的任务"),
      h("a", { class: "f-button", href: "#/people" }, "查找人员"));
  }
  const isDone = (stop) => stop.state && stop.state !== records.DRAFT && stop.state !== records.REFUSED;
  const late = all.filter((stop) => !isDone(stop) && due(stop.dueOn, stop.isLate)[1] === "danger").length;
  const done = all.filter(isDone).length;
  const groups = ways(all, place.known());
  return [
    h("p", { class: "f-group" },
      h("span", {}, h("strong", {}, `${all.length} 项`), `，已走访 ${done} 项`),
      late > 0 && h("span", { class: "f-tag", dataset: { tone: "danger" } }, `逾期 ${late} 项`)),
    h("div", { class: "f-switch", role: "group", "aria-label": "显示方式" },
      [[false, "名单"], [true, "示意图"]].map(([isMap, words]) => h("button", {
        type: "button", "aria-pressed": String(isDrawn === isMap), onclick: () => { isDrawn = isMap; show(); },
      }, words)),
      h("button", { type: "button", "aria-pressed": "false", onclick: () => from_here(show) }, "从我这里走")),
    isDrawn ? sketch(groups) : groups.map((group) => h("section", { "aria-label": group.name },
      h("div", { class: "f-group" }, h("h2", {}, group.name), h("span", { class: "f-quiet" }, `${group.stops.length} 项`)),
      h("ul", {}, group.stops.map((stop) => h("li", {}, line(stop, isDone(stop))))))),
  ];
}

async function from_here(show) {
  say("正在定位…");
  if (await place.find()) { say("已按您的位置排好顺序"); show(); } else { say("没有定到位置，仍按小组排列"); }
}

function line(stop, isDone) {
  const [words, tone] = isDone ? ["已走访", "good"] : due(stop.dueOn, stop.isLate);
  const away = place.distance(place.metres(place.known(), stop));
  const classes = ["f-row", isDone && "f-row-done", tone === "danger" && "f-row-late"].filter(Boolean).join(" ");
  return h("a", { class: classes, href: href_of(stop) },
    h("span", { class: "f-row-head" },
      h("strong", {}, stop.name),
      h("span", { class: "f-tag", dataset: { tone } }, stop.state === records.DRAFT ? `未提交 · ${words}` : words)),
    h("span", {}, [stop.label, stop.why].filter(Boolean).join("：")),
    h("br"),
    h("span", { class: "f-quiet" }, [away, stop.address, stop.lastOn ? `上次 ${day(stop.lastOn)}` : "还没走访过"].filter(Boolean).join(" · ")));
}

/** Return where a tap on a stop leads: its record where one is being written, else the person. */
export function href_of(stop) {
  if (stop.record) { return `#/open/${stop.record}`; }
  return `#/person/${stop.household}/${stop.person || ""}/${encodeURIComponent(stop.rule)}`;
}
