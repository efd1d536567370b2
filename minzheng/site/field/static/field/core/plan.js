/* What the last fetch brought for today's walk: plan lines, people, households, forms, places. */

import * as store from "./store.js";
import * as vault from "./vault.js";

const NOTHING = { lines: [], people: [], households: [], forms: [], kinds: [], places: [], fellows: [], on: "" };
let known = { digest: null, body: NOTHING };

vault.onChange((isOpen) => { if (!isOpen) { known = { digest: null, body: NOTHING }; } });

/** Return all of it: {on, lines, people, households, forms, kinds, places, fellows}. */
export async function day() {
  const row = await store.get("day", "day");
  if (!row) { return NOTHING; }
  if (known.digest !== row.digest) {
    known = { digest: row.digest, body: await vault.unseal(row.body, "day") };
  }
  return known.body;
}

/** Return today's lines: [{rule, label, form, household, person, why, dueOn, lastOn, isLate, place}]. */
export async function today() {
  return (await day()).lines;
}

/** Return a person by number, or null: {id, name, initials, pinyin, age, sex, phone, household, …}. */
export async function person(id) {
  return (await day()).people.find((one) => one.id === id) || null;
}

/** Return a household by number, or null: {id, number, address, place, members, …}. */
export async function household(id) {
  return (await day()).households.find((one) => one.id === id) || null;
}

/** Return a form as its room declared it (`Form.described()`), or null. */
export async function form(key) {
  return (await day()).forms.find((one) => one.key === key) || null;
}
