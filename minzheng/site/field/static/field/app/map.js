/* A sketch of the way: no map is fetched, positions are drawn to scale where known, else in order. */

import * as records from "../core/records.js";
import { due } from "./dates.js";
import { h } from "./dom.js";
import * as place from "./place.js";

const WIDTH = 340;
const EDGE = 34;
const STEP = 46;

/** Draw the stops of all groups as numbered points along the way; the list beneath says the same. */
export function sketch(groups) {
  const stops = groups.flatMap((group) => group.stops.map((stop) => ({ ...stop, group: group.name })));
  const placed = stops.filter(place.has_place);
  const points = placed.length > 1 ? to_scale(placed) : in_order(stops);
  const height = Math.max(...points.map((point) => point.y)) + EDGE + 12;
  return h("figure", { class: "f-stack" },
    h("svg", { class: "f-map", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": "走访路线示意图" },
      h("text", { x: 10, y: 20, class: "f-map-quiet" }, "示意图，不代表实际地理位置和界线"),
      h("polyline", { class: "f-map-way", points: points.map(({ x, y }) => `${x},${y}`).join(" ") }),
      points.map(({ x, y, stop, side }, index) => h("g", {},
        h("circle", { cx: x, cy: y, r: 13, class: "f-map-stop", "data-tone": tone_of(stop) }),
        h("text", { x, y: y + 5, class: "f-map-number" }, index + 1),
        h("text", { x: side === "left" ? x - 18 : x + 18, y: y + 5, "text-anchor": side === "left" ? "end" : "start" },
          points.length > 24 ? "" : stop.name)))),
    placed.length > 1 && placed.length < stops.length && h("p", { class: "f-quiet" }, `另有 ${stops.length - placed.length} 户还没有位置，见名单`));
}

function tone_of(stop) {
  if (stop.state && ![records.DRAFT, records.REFUSED].includes(stop.state)) { return "good"; }
  return due(stop.dueOn, stop.isLate)[1];
}

function to_scale(stops) {
  const xs = stops.map((stop) => stop.longitude * Math.cos((stops[0].latitude * Math.PI) / 180));
  const ys = stops.map((stop) => -stop.latitude);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) || 1;
  const scale = (WIDTH - 3 * EDGE) / span;
  return stops.map((stop, index) => {
    const x = EDGE + (xs[index] - Math.min(...xs)) * scale;
    return { stop, x, y: EDGE + 20 + (ys[index] - Math.min(...ys)) * scale, side: x > WIDTH / 2 ? "left" : "right" };
  });
}

function in_order(stops) {
  return stops.map((stop, index) => ({ stop, x: index % 2 ? WIDTH - 3 * EDGE : EDGE * 1.5, y: EDGE + 20 + index * STEP, side: index % 2 ? "left" : "right" }));
}
