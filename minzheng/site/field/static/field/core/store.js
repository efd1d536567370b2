/* The tables on this phone. A write returns only when the phone has put it on its disk. */

const NAME = "minzheng-field";
const VERSION = 1;
const LAYOUT = {
  meta: { keyPath: "name" },
  // id, kind, subject (sealed), state, text: what the worker opens.
  records: { keyPath: "id" },
  // op, record, field, bases, value (sealed): every value ever typed, ours and others'.
  versions: { keyPath: "op", indexes: { record: "record", pending: "pending" } },
  // counter, op, type, record: what the server has not confirmed, in the order it happened.
  outbox: { keyPath: "counter", autoIncrement: true, indexes: { record: "record" } },
  // id, record, sha256, body (sealed), state: photographs, signatures, sounds.
  blobs: { keyPath: "id", indexes: { record: "record", state: "state" } },
  // name, body (sealed): what the last pull brought.
  day: { keyPath: "name" },
};

let opened = null;

function open() {
  if (!opened) {
    opened = new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, VERSION);
      asked.onupgradeneeded = () => build(asked.result);
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        const database = asked.result;
        // Another tab wipes: let it.
        database.onversionchange = () => { database.close(); opened = null; };
        database.onclose = () => { opened = null; };
        resolve(database);
      };
    });
    opened.catch(() => { opened = null; });
  }
  return opened;
}

function build(database) {
  for (const [name, { indexes = {}, ...options }] of Object.entries(LAYOUT)) {
    const table = database.createObjectStore(name, options);
    for (const [index, path] of Object.entries(indexes)) { table.createIndex(index, path); }
  }
}

/** Return what a request of IndexedDB answers. */
export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Do `work(tables)` in one transaction: all of it is kept, or nothing.
 * `work` may await requests of the tables only; anything else would end the transaction early.
 */
export async function write(names, work) {
  const database = await open();
  return transact(database, names, "readwrite", work);
}

/** Read in one transaction, as of one moment. */
export async function read(names, work) {
  const database = await open();
  return transact(database, names, "readonly", work);
}

function transact(database, names, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const tables = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    let result;
    let fault = null;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(fault || transaction.error || new Error("aborted"));
    Promise.resolve(work(tables)).then(
      (value) => { result = value; },
      (error) => { fault = error; try { transaction.abort(); } catch { reject(error); } },
    );
  });
}

/** Return one row, or undefined. */
export function get(name, key) {
  return read([name], (tables) => answer(tables[name].get(key)));
}

/** Return all rows, or those of one value of an index. */
export function all(name, index, value) {
  return read([name], (tables) => answer(
    index ? tables[name].index(index).getAll(value) : tables[name].getAll(),
  ));
}

/** Remove everything this app keeps on the phone. */
export async function destroy() {
  const names = Object.keys(LAYOUT);
  // Emptied first: the file itself may stay until another tab lets go of it.
  await write(names, (tables) => { for (const name of names) { tables[name].clear(); } });
  (await open()).close();
  opened = null;
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}
