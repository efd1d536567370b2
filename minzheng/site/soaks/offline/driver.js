/*
 * Put into a page of the proof: works on the shipped modules as a hurried worker would, over a network
 * that loses, repeats, delays and reorders what it carries. Evaluated with {seed, fields, device}.
 */
async ({ seed, fields, device }) => {
  const names = ["records", "sync", "vault", "store", "heads"];
  const [records, sync, vault, store, heads] = await Promise.all(
    names.map((name) => import(`/static/field/core/${name}.js`)),
  );

  // -- chance, the same for the same seed ----------------------------------------------------------

  let state = seed >>> 0;
  function draw() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const pause = (most) => new Promise((done) => setTimeout(done, draw() * most));

  // -- the network ---------------------------------------------------------------------------------

  const network = { isBad: false, lost: 0, answersLost: 0, doubled: 0, delayed: 0, late: 0 };
  const sent = [];
  const honest = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (address, options = {}) => {
    if (!network.isBad) { return honest(address, options); }
    const { signal, ...again } = options;
    const chance = draw();
    if (options.method === "POST" && String(address).includes("push")) { sent.push([address, again]); }
    if (chance < 0.12) { network.lost += 1; throw new TypeError("lost on the way"); }
    if (chance < 0.24) {
      network.answersLost += 1;
      await honest(address, options);
      throw new TypeError("answer lost");
    }
    if (chance < 0.36 && options.method === "POST") {
      network.doubled += 1;
      const [answer] = await Promise.all([honest(address, options), honest(address, again)]);
      return answer;
    }
    if (chance < 0.48) { network.delayed += 1; await pause(40); }
    // Something sent long ago arrives now, and sometimes only after what is sent now.
    if (chance < 0.6 && sent.length > 0) {
      network.late += 1;
      const stray = honest(...pick(sent)).catch(() => null);
      if (draw() < 0.5) { await stray; }
    }
    return honest(address, options);
  };

  // -- the worker ----------------------------------------------------------------------------------

  const told = new Map();
  const faults = [];
  const counts = { set: 0, blind: 0, attached: 0, resolved: 0, submitted: 0, synced: 0, refused: 0 };
  let number = 0;
  let running = 0;

  function show(record) {
    if (!record) { return; }
    for (const [field, { heads: shown }] of Object.entries(record.fields)) {
      for (const head of shown) { learn(record.id, field, head.version); }
    }
  }
  function learn(id, field, version) {
    const key = `${id} ${field}`;
    if (!told.has(key)) { told.set(key, new Set()); }
    told.get(key).add(version);
  }

  async function write(id, field, value) {
    const op = await records.set(id, field, value);
    counts.set += 1;
    globalThis.confirmed({ device, record: id, field, op, value: heads.canonical(value) });
    const { bases } = await store.get("versions", op);
    const known = told.get(`${id} ${field}`) || new Set();
    if (bases.some((base) => !known.has(base))) { faults.push(`${id} ${field}：写在没有看到过的内容之上`); }
    learn(id, field, op);
  }

  async function attach(id) {
    const canvas = new OffscreenCanvas(16, 16);
    const brush = canvas.getContext("2d");
    brush.fillStyle = `rgb(${draw() * 255} ${draw() * 255} ${draw() * 255})`;
    brush.fillRect(0, 0, 16, 16);
    brush.fillStyle = `rgb(${draw() * 255} ${draw() * 255} ${draw() * 255})`;
    brush.fillRect(4, 4, 8, 8);
    const picture = await canvas.convertToBlob({ type: "image/jpeg" });
    const key = await records.attach(id, "photos", picture);
    const [{ op, value }] = (await store.all("versions", "record", id)).filter((one) => one.field === key);
    counts.attached += 1;
    globalThis.confirmed({ device, record: id, field: key, op, value: heads.canonical(await vault.unseal(value, `version:${op}`)) });
  }

  async function settle(id) {
    for (const one of (await records.conflicts()).filter((found) => found.record === id)) {
      const chosen = pick(one.heads);
      const op = await records.resolve(id, one.field, chosen.version);
      counts.resolved += 1;
      for (const head of one.heads) { learn(id, one.field, head.version); }
      learn(id, one.field, op);
      globalThis.confirmed({ device, record: id, field: one.field, op, value: heads.canonical(chosen.value) });
    }
  }

  async function once(id) {
    const chance = draw();
    number += 1;
    const value = `${device}${seed}-${number}`;
    const field = pick(fields);
    if (chance < 0.3) { show(await records.read(id)); return write(id, field, field === "follow_up" ? "no" : value); }
    if (chance < 0.55) { counts.blind += 1; return write(id, field, field === "follow_up" ? "no" : value); }
    if (chance < 0.65) { return show(await records.read(id)); }
    if (chance < 0.88) { counts.synced += 1; return sync.run(); }
    if (chance < 0.92) { return attach(id); }
    if (chance < 0.97) { return settle(id); }
    show(await records.read(id));
    await records.submit(id);
    counts.submitted += 1;
    return null;
  }

  async function work(ids, steps) {
    for (let step = 0; step < steps; step += 1) {
      try {
        await once(pick(ids));
      } catch (fault) {
        // Refusals of the app are part of the day; anything else is a fault of the proof.
        if (fault && fault.name === "FieldFault") { counts.refused += 1; } else { faults.push(String((fault && fault.stack) || fault)); }
      }
    }
  }

  globalThis.soak = {
    counts, network, faults,
    isBusy: () => running > 0,
    begin: async (many, subject) => Promise.all(Array.from({ length: many }, () => records.create("visit", subject))),
    /** Work on some records at once, on three at a time, while the network is bad. */
    start(ids, steps) {
      network.isBad = true;
      running += 3;
      for (let hand = 0; hand < 3; hand += 1) {
        work(ids, Math.ceil(steps / 3)).finally(() => { running -= 1; });
      }
    },
    quiet: async () => {
      network.isBad = false;
      const told = await sync.run();
      return { ...told, ...(await sync.status()) };
    },
    settleAll: async (ids) => {
      for (const id of ids) {
        show(await records.read(id));
        await settle(id).catch((fault) => { if (fault.name !== "FieldFault") { throw fault; } });
      }
    },
    /** Fill in what the form must have, and hand in; what was handed in before stays. */
    handIn: async (ids) => {
      for (const id of ids) {
        const record = await records.read(id);
        show(record);
        try {
          for (const field of ["seen", "follow_up"]) {
            if (!record.fields[field] || record.fields[field].value === null) { await write(id, field, field === "follow_up" ? "no" : "补"); }
          }
          await records.submit(id);
          counts.submitted += 1;
        } catch (fault) {
          if (fault.name !== "FieldFault") { throw fault; }
        }
      }
    },
    /** Tell all this phone holds of some records: states, values that stand, every value ever. */
    holdings: async () => {
      const found = {};
      for (const row of await store.all("records")) {
        const versions = await store.all("versions", "record", row.id);
        const standing = {};
        for (const [field, list] of heads.headsByField(versions)) { standing[field] = list.map((one) => one.op).sort(); }
        const values = {};
        for (const one of versions) { values[one.op] = heads.canonical(await vault.unseal(one.value, `version:${one.op}`)); }
        found[row.id] = { state: row.state, text: row.text, standing, values };
      }
      const disputed = (await records.conflicts()).map((one) => `${one.record} ${one.field}`).sort();
      const shown = (await records.conflicts()).every((one) => one.heads.length > 1);
      return { records: found, disputed, shown, ...(await sync.status()) };
    },
  };
};
