/*
 * What a worker writes down. Every change is one version of one field, kept with its place in the
 * outbox in one transaction before the call returns; nothing is ever written over in place.
 *
 * A record: {id, kind, subject, state, text, changedAt, waiting}
 *   state: draft (being written) · waiting (handed in, not yet arrived) · submitted · refused (text says why)
 *   subject: {form, rule, household, person, case, division, title}: whom and what it is about
 * A field: {value, version, heads, isConflict}; heads: [{version, value, at, by, device, isMine}]
 * A file is a field of its own, `photos#<number>`, so that two phones adding photographs never clash.
 */

import { FieldFault } from "./faults.js";
import { differ, headsByField } from "./heads.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

export const DRAFT = "draft";
export const WAITING = "waiting";
export const SUBMITTED = "submitted";
export const REFUSED = "refused";

const LONGEST = 60_000;
// Below so much room no new file is taken: what is typed must always find place.
const RESERVE = 50 * 1024 * 1024;
const LARGEST_FILE = 6 * 1024 * 1024;
const TABLES = ["records", "versions", "outbox"];

const listeners = new Set();
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("minzheng-field") : null;
// record → field → the versions a person saw on this page: what a new value is written over.
const seen = new Map();

/** Call `listener()` after anything kept changed, here or in another tab; returns how to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell everybody who listens. */
export function changed(fromElsewhere = false) {
  if (!fromElsewhere && channel) { channel.postMessage("changed"); }
  for (const listener of listeners) { listener(); }
}
if (channel) { channel.onmessage = () => changed(true); }

/** Begin a record about `subject`; returns its number. */
export async function create(kind, subject = {}) {
  const id = crypto.randomUUID();
  const at = new Date().toISOString();
  const row = {
    id, kind, state: DRAFT, text: "", began: at, changedAt: at,
    subject: await vault.seal(subject, `subject:${id}`),
  };
  await store.write(TABLES, (tables) => {
    tables.records.add(row);
    tables.outbox.add({ op: crypto.randomUUID(), type: "create", record: id, at });
  });
  seen.set(id, new Map());
  changed();
  return id;
}

/**
 * Keep a new value of a field; returns its version. It is written over what this page last read or
 * wrote of the field (or `options.base`, a version or a list of them): another's value nobody saw
 * here stays beside it. Throws FieldFault: `locked`, `unknown`, `handed_in`, `too_long`.
 */
export async function set(id, field, value, options = {}) {
  const kept = value === undefined ? null : value;
  if (JSON.stringify(kept).length > LONGEST) {
    throw new FieldFault("too_long", "内容过长，请分段填写。");
  }
  const bases = options.base === undefined ? seenOf(id, field) : [options.base].flat();
  return append(id, field, kept, bases);
}

/** Keep the value of one version of a disputed field as the one that holds. */
export async function resolve(id, field, version) {
  return settle(id, field, async (heads) => {
    const chosen = heads.find((one) => one.op === version);
    if (!chosen) { throw new FieldFault("moved_on", "内容又有变化，请重新核对。"); }
    return vault.unseal(chosen.value, `version:${chosen.op}`);
  });
}

/** Keep a value written anew in place of all versions of a disputed field. */
export async function settleWith(id, field, value) {
  return settle(id, field, async () => value);
}

async function settle(id, field, choose) {
  const heads = headsByField(await store.all("versions", "record", id)).get(field) || [];
  return append(id, field, await choose(heads), heads.map((one) => one.op));
}

async function append(id, field, value, bases) {
  const op = crypto.randomUUID();
  const at = new Date().toISOString();
  const version = { op, record: id, field, bases, at, value: await vault.seal(value, `version:${op}`) };
  await store.write(TABLES, async (tables) => {
    await openRecord(tables, id, at);
    tables.versions.add(version);
    tables.outbox.add({ op, type: "set", record: id, at });
  });
  remember(id, field, [op]);
  changed();
  return op;
}

/** Return a record that can still be written, marked as changed. */
async function openRecord(tables, id, at) {
  const row = await store.answer(tables.records.get(id));
  if (!row) { throw new FieldFault("unknown", "本机没有这条记录。"); }
  if (row.state === WAITING || row.state === SUBMITTED) {
    throw new FieldFault("handed_in", "这条记录已提交，不能再改。");
  }
  row.changedAt = at;
  tables.records.put(row);
  return row;
}

/** Read a record as a person sees it now; what it returns counts as seen. Null when unknown. */
export async function read(id) {
  const [row, versions, outbox] = await store.read(TABLES, async (tables) => [
    await store.answer(tables.records.get(id)),
    await store.answer(tables.versions.index("record").getAll(id)),
    await store.answer(tables.outbox.index("record").count(id)),
  ]);
  if (!row) { return null; }
  const fields = {};
  const fresh = new Map();
  for (const [field, heads] of headsByField(versions)) {
    const told = await Promise.all(heads.map(opened));
    const isConflict = differ(told);
    const shown = told.find((one) => one.isMine) || told[0];
    fields[field] = { value: shown.value, version: shown.version, heads: told, isConflict };
    // Where all say the same, the next value is written over all of them.
    fresh.set(field, isConflict ? [shown.version] : told.map((one) => one.version));
  }
  seen.set(id, fresh);
  return { ...(await described(row)), waiting: outbox, fields, files: filesOf(fields) };
}

/** List records, the one changed last first; `filter` names a kind, a state or both. */
export async function list(filter = {}) {
  const [rows, versions, outbox] = await store.read(TABLES, async (tables) => [
    await store.answer(tables.records.getAll()),
    await store.answer(tables.versions.getAll()),
    await store.answer(tables.outbox.getAll()),
  ]);
  const byRecord = Map.groupBy ? Map.groupBy(versions, (one) => one.record) : grouped(versions);
  const chosen = rows.filter((row) => ["kind", "state"].every((key) => !filter[key] || row[key] === filter[key]));
  chosen.sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
  return Promise.all(chosen.map(async (row) => ({
    ...(await described(row)),
    waiting: outbox.filter((one) => one.record === row.id).length,
    conflicts: (await disputed(byRecord.get(row.id) || [])).length,
  })));
}

function grouped(versions) {
  const found = new Map();
  for (const one of versions) { found.set(one.record, [...(found.get(one.record) || []), one]); }
  return found;
}

/** Return every field that two people or phones filled in differently: `{record, field, heads}`. */
export async function conflicts() {
  const found = [];
  const versions = grouped(await store.all("versions"));
  for (const row of await store.all("records")) {
    for (const [field, heads] of await disputed(versions.get(row.id) || [])) {
      found.push({ record: row.id, field, heads, ...(await described(row)) });
    }
  }
  return found;
}

async function disputed(versions) {
  const found = [];
  for (const [field, heads] of headsByField(versions)) {
    if (heads.length > 1) {
      const told = await Promise.all(heads.map(opened));
      if (differ(told)) { found.push([field, told]); }
    }
  }
  return found;
}

/** Return all values a field ever had, the first first. */
export async function history(id, field) {
  const versions = (await store.all("versions", "record", id)).filter((one) => one.field === field);
  versions.sort((one, other) => (one.at < other.at ? -1 : 1));
  return Promise.all(versions.map(opened));
}

/**
 * Keep a file (Blob) beside a field; returns its field key, `photos#…`. `meta` says when and where
 * it was taken: {takenAt, latitude, longitude, accuracy, name, single}. With `single` it takes the
 * place of what was there. Throws FieldFault `full` when the phone has no room left for files.
 */
export async function attach(id, field, blob, meta = {}) {
  if (blob.size > LARGEST_FILE) { throw new FieldFault("too_large", "文件超过 6 MB，请压缩后再添加。"); }
  await refuseWhenFull(blob.size);
  const { single, ...rest } = meta;
  const bytes = await blob.arrayBuffer();
  const sha256 = hex(await crypto.subtle.digest("SHA-256", bytes));
  const key = single ? field : `${field}#${crypto.randomUUID().slice(0, 13)}`;
  const op = crypto.randomUUID();
  const at = new Date().toISOString();
  const value = { sha256, type: blob.type, size: blob.size, ...rest };
  const version = {
    op, record: id, field: key, at, bases: single ? seenOf(id, key) : [],
    value: await vault.seal(value, `version:${op}`),
  };
  const file = {
    id: `${id}:${sha256}`, record: id, sha256, size: blob.size, state: "waiting",
    body: await vault.sealBytes(bytes, `blob:${sha256}`), type: blob.type,
  };
  try {
    await store.write([...TABLES, "blobs"], async (tables) => {
      await openRecord(tables, id, at);
      if (!(await store.answer(tables.blobs.get(file.id)))) { tables.blobs.add(file); }
      tables.versions.add(version);
      tables.outbox.add({ op, type: "set", record: id, at });
    });
  } catch (error) {
    throw error && error.name === "QuotaExceededError" ? noRoom() : error;
  }
  remember(id, key, [op]);
  changed();
  return key;
}

/** Take a file off a record; its versions stay. */
export function detach(id, key) {
  return set(id, key, null);
}

/** Return a file kept on this phone as a Blob, or null when it is not here (any more). */
export async function file(id, sha256) {
  const row = await store.get("blobs", `${id}:${sha256}`);
  if (!row || !row.body) { return null; }
  return new Blob([await vault.unsealBytes(row.body, `blob:${sha256}`)], { type: row.type });
}

/** Hand a record in as it is seen now. It counts from here on; the server takes it when it arrives. */
export async function submit(id) {
  const op = crypto.randomUUID();
  const at = new Date().toISOString();
  if ((await disputed(await store.all("versions", "record", id))).length > 0) {
    throw new FieldFault("conflict", "有的项目有两份不同的填写，请先核对选定，再提交。");
  }
  await store.write(TABLES, async (tables) => {
    const row = await openRecord(tables, id, at);
    const versions = await store.answer(tables.versions.index("record").getAll(id));
    const heads = [...headsByField(versions).values()].flat().map((one) => one.op);
    tables.records.put({ ...row, state: WAITING, text: "", changedAt: at });
    tables.outbox.add({ op, type: "submit", record: id, at, heads });
  });
  changed();
  return op;
}

/** Return the room on this phone: {usage, quota, persisted} in bytes (null: the browser does not say). */
export async function room() {
  const storage = navigator.storage;
  const { usage = null, quota = null } = storage && storage.estimate ? await storage.estimate() : {};
  return { usage, quota, persisted: Boolean(storage && storage.persisted && (await storage.persisted())) };
}

async function refuseWhenFull(size) {
  const { usage, quota } = await room();
  if (quota !== null && quota - usage < size + RESERVE) { throw noRoom(); }
}

function noRoom() {
  return new FieldFault("full", "手机存储空间不足，不能再添加照片或录音；文字仍可填写。请联网上传后再添加。");
}

async function described(row) {
  return {
    id: row.id, kind: row.kind, state: row.state, text: row.text, began: row.began,
    changedAt: row.changedAt, subject: await vault.unseal(row.subject, `subject:${row.id}`),
    isLate: Boolean(row.isLate), author: row.author || "",
  };
}

async function opened(row) {
  return {
    version: row.op, value: await vault.unseal(row.value, `version:${row.op}`), at: row.at,
    by: row.by || "", device: row.device || "", isMine: !row.device || Boolean(row.isMine),
  };
}

function filesOf(fields) {
  const files = {};
  for (const [key, field] of Object.entries(fields)) {
    if (field.value && typeof field.value === "object" && field.value.sha256) {
      const name = key.split("#")[0];
      files[name] = [...(files[name] || []), { key, version: field.version, ...field.value }];
    }
  }
  return files;
}

function seenOf(id, field) {
  const fields = seen.get(id);
  return (fields && fields.get(field)) || [];
}

function remember(id, field, versions) {
  if (!seen.has(id)) { seen.set(id, new Map()); }
  seen.get(id).set(field, versions);
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
