/* Which values of a field stand now. The server reckons in the same way (offline/declarations.py). */

/** Return a text that two equal JSON values share, whatever the order of their keys. */
export function canonical(value) {
  if (Array.isArray(value)) { return `[${value.map(canonical).join(",")}]`; }
  if (value && typeof value === "object") {
    const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value === undefined ? null : value);
}

/** Return by field the versions that no other version was written over, in the order of their numbers. */
export function headsByField(versions) {
  const replaced = new Set(versions.flatMap((one) => one.bases.map((base) => `${base} ${one.field}`)));
  const heads = new Map();
  const standing = versions.filter((one) => !replaced.has(`${one.op} ${one.field}`));
  standing.sort((one, other) => (one.op < other.op ? -1 : 1));
  for (const one of standing) {
    if (!heads.has(one.field)) { heads.set(one.field, []); }
    heads.get(one.field).push(one);
  }
  return heads;
}

/** Say whether opened heads (`{value}`) tell different things: then a person must choose. */
export function differ(heads) {
  return new Set(heads.map((one) => canonical(one.value))).size > 1;
}
