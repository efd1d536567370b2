/* The day as the screens need it: plan lines joined with their people, homes and what was written already. */

import * as plan from "../core/plan.js";
import * as records from "../core/records.js";
import { today } from "./dates.js";
import { has_place, walk } from "./place.js";

// Villages write the group into the address: 三社, 东湾组, 二队.
const GROUP = /([\u4e00-\u9fa5\d]{1,6}?(?:村民小组|社|组|队|屯))(?:\d|[一二三四五六七八九十]|号|$|\s)/;

/** Return today's stops, one per plan line, each with name, home and the state of today's record. */
export async function stops() {
  const [day, written] = await Promise.all([plan.day(), records.list()]);
  const homes = new Map(day.households.map((one) => [one.id, one]));
  const people = new Map(day.people.map((one) => [one.id, one]));
  return day.lines.map((line) => {
    const home = homes.get(line.household) || {};
    const whom = people.get(line.person) || head_of(home, day.people);
    const own = written.find((row) => is_about(row, line));
    return {
      ...line,
      ...(has_place(home) ? { latitude: home.latitude, longitude: home.longitude } : {}),
      name: whom ? whom.name : home.name || `家庭 ${home.number || line.household}`,
      hamlet: hamlet_of(home, line.place),
      address: door_of(home, line.place),
      phone: whom ? whom.phone : "",
      record: own ? own.id : "",
      state: own ? own.state : "",
    };
  });
}

/** Return who heads a household, else whoever is on its list first. */
export function head_of(home, people) {
  const members = people.filter((one) => one.household === home.id);
  return members.find((one) => one.name === home.name) || members[0] || null;
}

/** Return the group of a village a home lies in, as its address says, else the village. */
export function hamlet_of(home, village) {
  const rest = String(home.address || "").split(village || home.place || "\u0000").at(-1);
  const found = rest.match(GROUP);
  return [village || home.place, found && found[1]].filter(Boolean).join(" ") || "未登记住址";
}

/** Return the address below the village, which stands above the list already. */
function door_of(home, village) {
  const whole = String(home.address || "");
  return (village && whole.split(village).at(-1).trim()) || whole;
}

function is_about(row, line) {
  const { rule, household, person } = row.subject;
  return rule === line.rule && household === line.household && (person || null) === (line.person || null)
    && (row.state !== records.SUBMITTED || row.began.slice(0, 10) >= today());
}

/** Group stops by hamlet and order both as one walks: from `here` when it is known, else from the first home. */
export function ways(all, here) {
  const hamlets = new Map();
  for (const stop of all) {
    if (!hamlets.has(stop.hamlet)) { hamlets.set(stop.hamlet, []); }
    hamlets.get(stop.hamlet).push(stop);
  }
  const groups = [...hamlets].map(([name, own]) => ({ name, stops: own, ...middle(own) }));
  let from = here;
  return walk(groups, here).map(({ name, stops: own }) => {
    const way = walk(own, from);
    from = way.filter(has_place).at(-1) || from;
    return { name, stops: way };
  });
}

function middle(own) {
  const placed = own.filter(has_place);
  const mean = (key) => placed.reduce((sum, stop) => sum + stop[key], 0) / placed.length;
  return placed.length ? { latitude: mean("latitude"), longitude: mean("longitude") } : {};
}

/** Return everybody known here, with the name of the home. */
export async function everybody() {
  const day = await plan.day();
  const homes = new Map(day.households.map((one) => [one.id, one]));
  return day.people.map((one) => ({ ...one, home: homes.get(one.household) || null }));
}

/** Return the members of a household as [{id, name, …}]. */
export async function members_of(id) {
  const day = await plan.day();
  return day.people.filter((one) => one.household === id);
}
