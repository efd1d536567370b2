/*
 * Between this phone and the platform. Whatever is interrupted is done again from the outbox; the
 * platform takes each operation once, however often it comes.
 *
 * run(): {sent, received, refused, handedIn, signIn, failed, wiped}
 *   signIn: the session ended or belongs to somebody else; everything stays here, sealed.
 *   failed: "" | "locked" | "offline" | "server" | "other_user" | "forbidden" | "busy"
 */

import * as records from "./records.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const HOME = "/field/sync/";
const BATCH = 50;
const MOST_BYTES = 1024 * 1024;
const EVERY = 60_000;
const PATIENCE = 60_000;
// The plan is asked for again after so long, or when something was handed in.
const STALE = 5 * 60_000;
// So long a phone keeps what was handed in.
const KEPT = 30 * 24 * 3600_000;

const listeners = new Set();
let token = "";
let timer = null;

/** Call `listener()` whenever what waits, or when it was last sent, changed; returns how to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce() {
  for (const listener of listeners) { listener(); }
}
records.onChange(announce);

/** Send and fetch now, and from now on whenever the network returns and every minute. */
export function start() {
  if (timer) { return; }
  const quietly = () => { if (vault.isOpen() && navigator.onLine) { run().catch(() => {}); } };
  globalThis.addEventListener("online", quietly);
  globalThis.addEventListener("offline", announce);
  timer = setInterval(quietly, EVERY);
  quietly();
}

/** Return {waiting, files, lastAt, isOnline, usage, quota, persisted}. */
export async function status() {
  const [waiting, files, last, room] = await Promise.all([
    store.read(["outbox"], (tables) => store.answer(tables.outbox.count())),
    store.read(["blobs"], (tables) => store.answer(tables.blobs.index("state").count("waiting"))),
    store.get("meta", "sync"),
    records.room(),
  ]);
  return { waiting, files, lastAt: last ? last.at : null, isOnline: navigator.onLine, ...room };
}

/**
 * Send what waits, then remove everything: at sign-out. With something unsent nothing is removed
 * unless `isForced`. Returns {left, waiting}.
 */
export async function leave({ isForced = false } = {}) {
  if (vault.isOpen()) { await run(); }
  const { waiting, files } = await status();
  if (waiting + files > 0 && !isForced) { return { left: false, waiting: waiting + files }; }
  const device = await vault.device();
  await vault.wipe();
  if (device) { await call("wiped", { device }).catch(() => {}); }
  announce();
  return { left: true, waiting: 0 };
}

/** Ask whether the office ordered this phone to be emptied, and do so. Needs neither PIN nor session. */
export async function obey() {
  const device = await vault.device();
  if (!device) { return false; }
  const order = await call(`order?device=${device}`).catch(() => null);
  if (!order || !order.ok || !order.body.wipe) { return false; }
  await vault.wipe();
  await call("wiped", { device }).catch(() => {});
  announce();
  return true;
}

/** Send what waits and fetch what is new. One at a time, over all tabs. */
export async function run() {
  const result = { sent: 0, received: 0, refused: 0, handedIn: 0, signIn: false, failed: "", wiped: false };
  const alone = navigator.locks
    ? (work) => navigator.locks.request("minzheng-sync", { ifAvailable: true }, (lock) => (lock ? work() : "busy"))
    : (work) => work();
  result.failed = (await alone(() => whole(result))) || "";
  announce();
  return result;
}

async function whole(result) {
  try {
    if (await obey()) { result.wiped = true; return ""; }
    if (!vault.isOpen()) { return "locked"; }
    const who = await greeted(result);
    if (who) { return who; }
    await sendFiles();
    await push(result);
    await pull(result);
    await fetchDay(result.handedIn > 0);
    const at = new Date().toISOString();
    await store.write(["meta"], async (tables) => {
      const row = (await store.answer(tables.meta.get("sync"))) || { name: "sync" };
      tables.meta.put({ ...row, at });
    });
    return "";
  } catch (error) {
    if (error instanceof Unsent) {
      result.signIn = result.signIn || error.reason === "sign_in";
      return error.reason;
    }
    throw error;
  }
}

class Unsent extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** Make sure who is signed in is whose data this is; returns why not. */
async function greeted(result) {
  const { waiting, usage } = await status();
  const device = await vault.device();
  const hello = checked(await call(`hello?device=${device}&waiting=${waiting}&usage=${usage || 0}`));
  token = hello.csrf;
  const owner = await vault.owner();
  if (owner.user !== hello.user) {
    result.signIn = true;
    return "other_user";
  }
  return "";
}

async function call(path, body) {
  const options = { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" };
  if (AbortSignal.timeout) { options.signal = AbortSignal.timeout(PATIENCE); }
  if (body !== undefined) {
    const isFile = body instanceof ArrayBuffer;
    options.method = "POST";
    options.body = isFile ? body : JSON.stringify(body);
    options.headers["Content-Type"] = isFile ? "application/octet-stream" : "application/json";
    options.headers["X-CSRFToken"] = token;
  }
  let reply;
  try {
    reply = await fetch(HOME + path, options);
    const said = await reply.json().catch(() => ({}));
    return { ok: reply.ok, status: reply.status, body: said };
  } catch {
    throw new Unsent("offline");
  }
}

function checked(reply) {
  if (reply.ok) { return reply.body; }
  if (reply.status === 401) { throw new Unsent("sign_in"); }
  if (reply.status === 403) { throw new Unsent(reply.body.reason || "forbidden"); }
  throw new Unsent("server");
}

// -- sending ----------------------------------------------------------------------------------------

/** Send the files that wait, each by its digest; one that is refused says so on its record. */
async function sendFiles() {
  const device = await vault.device();
  for (const { id } of await store.all("blobs", "state", "waiting")) {
    const row = await store.get("blobs", id);
    if (!row || row.state !== "waiting") { continue; }
    const bytes = await vault.unsealBytes(row.body, `blob:${row.sha256}`);
    const head = await header(row.record);
    const query = new URLSearchParams({
      device, sha256: row.sha256, type: row.type, record: JSON.stringify(head),
    });
    const told = checked(await call(`file?${query}`, bytes));
    if (told.state === "waiting") { continue; }
    const state = told.state === "kept" ? "sent" : "refused";
    await store.write(["blobs", "records"], async (tables) => {
      tables.blobs.put({ ...row, state });
      if (state === "refused") { await refuse(tables, row.record, told.text); }
    });
  }
}

async function refuse(tables, id, words) {
  const record = await store.answer(tables.records.get(id));
  if (record && record.state !== records.SUBMITTED) {
    tables.records.put({ ...record, state: records.REFUSED, text: words });
  }
}

/** Send the outbox in order, in batches; an operation leaves it only with its receipt. */
async function push(result) {
  const device = await vault.device();
  let after = 0;
  for (;;) {
    const rows = await store.read(["outbox"], (tables) => store.answer(
      tables.outbox.getAll(IDBKeyRange.lowerBound(after, true), BATCH),
    ));
    if (rows.length === 0) { return; }
    const batch = await operations(rows);
    after = batch.last;
    if (batch.ops.length > 0) {
      const told = checked(await call("push", { device, ops: batch.ops }));
      await keepReceipts(told.receipts, result);
    }
  }
}

async function operations(rows) {
  const ops = [];
  let size = 0;
  let last = rows[0].counter;
  for (const row of rows) {
    const op = await operation(row);
    if (op) {
      const length = JSON.stringify(op).length;
      if (ops.length > 0 && size + length > MOST_BYTES) { break; }
      size += length;
      ops.push(op);
    }
    last = row.counter;
  }
  return { ops, last };
}

async function operation(row) {
  const record = await header(row.record);
  const op = { op: row.op, type: row.type, counter: row.counter, at: row.at, record };
  if (row.type === "submit") {
    // Its files go first: the platform takes a record whole or not at all.
    const files = await store.all("blobs", "record", row.record);
    if (files.some((one) => one.state === "waiting")) { return null; }
    return { ...op, heads: row.heads };
  }
  if (row.type === "create") { return op; }
  const version = await store.get("versions", row.op);
  const value = await vault.unseal(version.value, `version:${row.op}`);
  return { ...op, field: version.field, bases: version.bases, value };
}

async function header(id) {
  const row = await store.get("records", id);
  const { form, rule, household, person, case: matter, division } = await vault.unseal(row.subject, `subject:${id}`);
  return { id, kind: row.kind, began: row.began, form, rule, household, person, case: matter, division };
}

/** Keep the answers: what was taken leaves the outbox, in the transaction that records its fate. */
async function keepReceipts(receipts, result) {
  await store.write(["records", "versions", "outbox", "blobs"], async (tables) => {
    const rows = new Map((await store.answer(tables.outbox.getAll())).map((row) => [row.op, row]));
    for (const receipt of receipts) {
      const row = rows.get(receipt.op);
      if (!row) { continue; }
      if (receipt.state === "waiting") {
        // Stays in the outbox: tried again next time; the person reads why.
        const record = await store.answer(tables.records.get(row.record));
        tables.records.put({ ...record, text: receipt.text });
        continue;
      }
      tables.outbox.delete(row.counter);
      result.sent += 1;
      if (row.type === "submit" && receipt.state === "submitted") {
        result.handedIn += 1;
        await arrived(tables, row.record);
      }
      if (row.type !== "submit" && receipt.state === "kept") { await clear(tables, row.record); }
      if (receipt.state === "refused") {
        result.refused += 1;
        await refuse(tables, row.record, receipt.text);
      }
    }
  });
  records.changed();
}

/** Take away what was said of an operation that had to wait, now that it arrived. */
async function clear(tables, id) {
  const record = await store.answer(tables.records.get(id));
  if (record.text && record.state !== records.REFUSED) { tables.records.put({ ...record, text: "" }); }
}

async function arrived(tables, id) {
  const record = await store.answer(tables.records.get(id));
  tables.records.put({ ...record, state: records.SUBMITTED, text: "" });
  // The platform holds the files now: the phone needs its room.
  for (const file of await store.answer(tables.blobs.index("record").getAll(id))) {
    if (file.state === "sent") { tables.blobs.delete(file.id); }
  }
}

// -- fetching ---------------------------------------------------------------------------------------

/** Fetch what others (and this phone, before a loss) wrote, from where the last fetch ended. */
async function pull(result) {
  const device = await vault.device();
  for (;;) {
    const at = (await store.get("meta", "sync")) || {};
    const query = new URLSearchParams({ device, cursor: at.cursor || 0, scope: at.scope || "" });
    const told = checked(await call(`pull?${query}`));
    // In another post the platform tells anew what may be seen; the rest does not stay here.
    if (at.scope && at.scope !== told.scope) { await forget(() => true); }
    const fresh = await sealedNews(told, device);
    await store.write(["meta", "records", "versions", "outbox"], async (tables) => {
      for (const record of fresh.records) { await takeRecord(tables, record); }
      for (const version of fresh.versions) {
        const known = await store.answer(tables.versions.get(version.op));
        tables.versions.put(known ? { ...known, seq: version.seq } : version);
      }
      const row = (await store.answer(tables.meta.get("sync"))) || { name: "sync" };
      tables.meta.put({ ...row, cursor: told.cursor, scope: told.scope });
    });
    result.received += fresh.versions.length;
    if (fresh.records.length + fresh.versions.length > 0) { records.changed(); }
    if (!told.more) { break; }
  }
  const old = new Date(Date.now() - KEPT).toISOString();
  await forget((row) => row.state === records.SUBMITTED && row.changedAt < old);
}

/** Remove records the platform holds wholly; one with anything unsent stays. */
async function forget(isChosen) {
  await store.write(["records", "versions", "outbox", "blobs"], async (tables) => {
    for (const row of (await store.answer(tables.records.getAll())).filter(isChosen)) {
      const waits = await store.answer(tables.outbox.index("record").count(row.id));
      const files = await store.answer(tables.blobs.index("record").getAll(row.id));
      if (waits > 0 || files.some((one) => one.state === "waiting")) { continue; }
      for (const name of ["versions", "blobs"]) {
        for (const key of await store.answer(tables[name].index("record").getAllKeys(row.id))) { tables[name].delete(key); }
      }
      tables.records.delete(row.id);
    }
  });
}

async function sealedNews(told, device) {
  const versions = await Promise.all(told.versions.map(async (one) => ({
    ...one, isMine: one.device === device, value: await vault.seal(one.value, `version:${one.op}`),
  })));
  const news = await Promise.all(told.records.map(async (one) => ({
    ...one, subject: await vault.seal(one.subject, `subject:${one.id}`),
  })));
  return { records: news, versions };
}

/** Take a record's standing; one that this phone is handing in keeps its own until the receipt. */
async function takeRecord(tables, told) {
  const known = await store.answer(tables.records.get(told.id));
  if (!known) {
    tables.records.put(told);
    return;
  }
  const waits = await store.answer(tables.outbox.index("record").getAll(told.id));
  const isHandingIn = waits.some((row) => row.type === "submit");
  const state = isHandingIn ? known.state : told.state;
  const words = isHandingIn ? known.text : told.text;
  tables.records.put({ ...known, state, text: words, isLate: told.isLate, author: told.author });
}

/** Fetch today's plan, people and forms when they are old or were touched, and differ. */
async function fetchDay(isTouched) {
  const known = await store.get("day", "day");
  const age = known ? Date.now() - known.at : Infinity;
  if (!isTouched && age >= 0 && age < STALE) { return; }
  const device = await vault.device();
  const told = checked(await call(`day?device=${device}&known=${known ? known.digest : ""}`));
  const at = Date.now();
  const body = told.same ? known.body : await vault.seal(told, "day");
  await store.write(["day"], (tables) => tables.day.put({ name: "day", digest: told.digest, body, at }));
  if (!told.same) { records.changed(); }
}
