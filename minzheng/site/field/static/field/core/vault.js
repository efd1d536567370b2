/*
 * The lock of this phone. What is kept is sealed with AES-256-GCM under a data key. The data key is
 * wrapped by a key derived from the six-digit PIN (PBKDF2-SHA-256) and from a device key that the
 * browser never gives out (HMAC, non-extractable). Ten wrong PINs remove everything.
 */

import { FieldFault } from "./faults.js";
import * as store from "./store.js";

export const TRIES = 10;
const ROUNDS = 600_000;
const PIN = /^\d{6}$/;
const text = new TextEncoder();
const plain = new TextDecoder();

let dataKey = null;
const listeners = new Set();

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** Say whether somebody has set a PIN on this phone. */
export async function isSetUp() {
  return Boolean(await store.get("meta", "vault"));
}

/** Say whether the data can be read now. */
export function isOpen() {
  return dataKey !== null;
}

/** Return how many wrong PINs are left before everything is removed. */
export async function triesLeft() {
  const vault = await store.get("meta", "vault");
  return vault ? vault.tries : TRIES;
}

/** Return whose phone data this is: `{user, name}`, or null before the first set-up. */
export async function owner() {
  const vault = await store.get("meta", "vault");
  return vault ? vault.owner : null;
}

/** Return the number under which the office knows this phone, or null. */
export async function device() {
  const vault = await store.get("meta", "vault");
  return vault ? vault.device : null;
}

/** Call `listener(isOpen)` whenever the vault opens or shuts; returns how to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce() {
  for (const listener of listeners) { listener(isOpen()); }
}

/**
 * Set the PIN: online and signed in, once. Throws FieldFault: `pin` (not six digits, too easy),
 * `sign_in` (no session), `offline`, `taken` (the phone holds somebody's data).
 */
export async function setUp(pin) {
  checkPin(pin);
  if (await isSetUp()) { throw new FieldFault("taken", "本机已设置解锁码，请直接解锁。"); }
  const who = await whoIsSignedIn();
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const deviceKey = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const vault = {
    name: "vault",
    device: crypto.randomUUID(),
    owner: { user: who.user, name: who.name },
    deviceKey,
    tries: TRIES,
    ...(await wrapped(made, pin, deviceKey)),
  };
  await store.write(["meta"], (tables) => tables.meta.add(vault));
  if (navigator.storage && navigator.storage.persist) { await navigator.storage.persist(); }
  dataKey = await unwrapped(vault, pin);
  announce();
}

/**
 * Open the vault. Returns `{ok, triesLeft}`; after the tenth wrong PIN everything is removed and
 * `{ok: false, triesLeft: 0}` comes back.
 */
export async function unlock(pin) {
  // Counted before it is tried: switching the phone off in between does not give the try back.
  const vault = await store.write(["meta"], async (tables) => {
    const row = await store.answer(tables.meta.get("vault"));
    if (row && row.tries > 0) {
      row.tries -= 1;
      tables.meta.put(row);
      return { ...row, mayTry: true };
    }
    return row;
  });
  if (!vault) { throw new FieldFault("not_set_up", "本机还没有设置解锁码。"); }
  const key = vault.mayTry && PIN.test(pin) ? await unwrapped(vault, pin).catch(() => null) : null;
  if (key === null) {
    if (vault.tries <= 0) { await wipe(); }
    return { ok: false, triesLeft: Math.max(vault.tries, 0) };
  }
  await setTries(TRIES);
  dataKey = key;
  announce();
  return { ok: true, triesLeft: TRIES };
}

/** Change the PIN; the old one counts as a try. Returns what `unlock` returns. */
export async function changePin(old, fresh) {
  checkPin(fresh);
  const tried = await unlock(old);
  if (!tried.ok) { return tried; }
  const vault = await store.get("meta", "vault");
  const kek = await keyOf(old, vault);
  const exportable = await crypto.subtle.unwrapKey(
    "raw", vault.key, kek, { name: "AES-GCM", iv: vault.iv }, "AES-GCM", true, ["encrypt", "decrypt"],
  );
  const again = await wrapped(exportable, fresh, vault.deviceKey);
  await store.write(["meta"], async (tables) => {
    const row = await store.answer(tables.meta.get("vault"));
    tables.meta.put({ ...row, ...again });
  });
  return tried;
}

/** Shut the vault; what is kept stays, sealed. */
export function lock() {
  dataKey = null;
  announce();
}

/** Remove everything from this phone: at sign-out, on order of the office, after ten wrong PINs. */
export async function wipe() {
  dataKey = null;
  await store.destroy();
  announce();
}

/** Seal a JSON value for one purpose; it opens only with the same `context`. */
export async function seal(value, context) {
  return sealBytes(text.encode(JSON.stringify(value)), context);
}

/** Return the value sealed for `context`. */
export async function unseal(sealed, context) {
  return JSON.parse(plain.decode(await unsealBytes(sealed, context)));
}

/** Seal bytes (a photograph) for one purpose. */
export async function sealBytes(bytes, context) {
  const iv = random(12);
  const body = await crypto.subtle.encrypt(options(iv, context), opened(), bytes);
  return { iv, body };
}

/** Return the bytes sealed for `context`. */
export async function unsealBytes(sealed, context) {
  return crypto.subtle.decrypt(options(sealed.iv, context), opened(), sealed.body);
}

function options(iv, context) {
  return { name: "AES-GCM", iv, additionalData: text.encode(context) };
}

function opened() {
  if (dataKey === null) { throw new FieldFault("locked", "请先输入解锁码。"); }
  return dataKey;
}

function checkPin(pin) {
  if (!PIN.test(pin)) { throw new FieldFault("pin", "解锁码须为 6 位数字。"); }
  const steps = new Set([...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at])));
  if (steps.size === 1 && [0, 1, -1].includes([...steps][0])) {
    throw new FieldFault("pin", "解锁码过于简单，请不要用相同或连续的数字。");
  }
}

async function whoIsSignedIn() {
  let reply;
  try {
    reply = await fetch("/field/sync/hello", { headers: { Accept: "application/json" } });
  } catch {
    throw new FieldFault("offline", "设置解锁码需要联网，请连接网络后重试。");
  }
  if (reply.status === 401) { throw new FieldFault("sign_in", "请先登录，再设置解锁码。"); }
  if (reply.status === 403) { throw new FieldFault("forbidden", "您的岗位不使用外勤端。"); }
  if (!reply.ok) { throw new FieldFault("server", "平台暂时不可用，请稍后重试。"); }
  return reply.json();
}

async function setTries(tries) {
  await store.write(["meta"], async (tables) => {
    const row = await store.answer(tables.meta.get("vault"));
    if (row) { tables.meta.put({ ...row, tries }); }
  });
}

/** Return the key that wraps the data key: neither the PIN nor the device key alone makes it. */
async function keyOf(pin, vault) {
  const typed = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const stretched = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt: vault.salt, iterations: vault.rounds }, typed, 256,
  );
  const mixed = await crypto.subtle.sign("HMAC", vault.deviceKey, stretched);
  return crypto.subtle.importKey("raw", mixed, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
}

async function wrapped(key, pin, deviceKey) {
  const made = { salt: random(16), rounds: ROUNDS, iv: random(12) };
  const kek = await keyOf(pin, { ...made, deviceKey });
  const wrapping = { name: "AES-GCM", iv: made.iv };
  return { ...made, key: await crypto.subtle.wrapKey("raw", key, kek, wrapping) };
}

async function unwrapped(vault, pin) {
  const kek = await keyOf(pin, vault);
  return crypto.subtle.unwrapKey(
    "raw", vault.key, kek, { name: "AES-GCM", iv: vault.iv }, "AES-GCM", false, ["encrypt", "decrypt"],
  );
}
