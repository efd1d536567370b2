/* The service worker: keeps the shell for cold starts without signal; a new version waits for a tap. */

import { fill, h } from "./dom.js";

/** Register the service worker; `save` is awaited before the page gives way to a new version. */
export async function watch_versions(save) {
  if (!navigator.serviceWorker) { return; }
  const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
  const notes = document.getElementById("notes");
  let isAgreed = false;

  const offer = (worker) => {
    if (!worker || !navigator.serviceWorker.controller) { return; }
    const take = async () => {
      isAgreed = true;
      await save();
      worker.postMessage("take-over");
    };
    fill(notes, h("div", { class: "f-note" },
      h("button", { class: "f-button", type: "button", onclick: take }, "有新版本，点此更新")));
  };

  navigator.serviceWorker.addEventListener("controllerchange", () => { if (isAgreed) { window.location.reload(); } });
  try {
    const kept = await navigator.serviceWorker.register(meta("field-worker"), { scope: meta("field-home"), updateViaCache: "none" });
    offer(kept.waiting);
    kept.addEventListener("updatefound", () => {
      const worker = kept.installing;
      worker.addEventListener("statechange", () => { if (worker.state === "installed") { offer(worker); } });
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && navigator.onLine) { kept.update().catch(() => {}); } });
  } catch (fault) {
    console.warn("service worker", fault);
  }
}
