/* Keeps the shell so that the app opens without signal. Holds no data: that lies sealed in the vault. */
const STORE = "minzheng-field-" + SHELL.version;
const KEPT = new Set(SHELL.kept);

self.addEventListener("install", (event) => {
  // Straight from the server: a stale copy in the browser's own cache would mix two versions.
  const fresh = SHELL.kept.map((address) => new Request(address, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith("minzheng-field-") && name !== STORE)
            .map((name) => caches.delete(name))
        )
      )
      .then(() => self.clients.claim())
  );
});

// A new version waits until the person says so: nothing half typed is thrown away by a reload.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") { self.skipWaiting(); }
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") { return; }
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) { return; }
  const address = request.mode === "navigate" && url.pathname === SHELL.home ? SHELL.home : url.pathname;
  if (!KEPT.has(address)) { return; }
  event.respondWith(
    caches
      .open(STORE)
      .then((store) => store.match(address))
      .then((found) => found || fetch(request))
  );
});
