/* Elements made from words: no innerHTML anywhere, so nothing a person typed can become markup. */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "path", "circle", "line", "polyline", "text", "g", "title", "desc"]);
const OWN = new Set(["value", "checked", "disabled", "hidden", "selected", "indeterminate"]);

/** Make an element. `on…` are listeners, `dataset` is an object, false and null attributes are left out. */
export function h(tag, given = {}, ...children) {
  const isDrawn = SVG_TAGS.has(tag);
  const made = isDrawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(given || {})) {
    if (value === null || value === undefined || value === false) { continue; }
    if (name.startsWith("on")) { made.addEventListener(name.slice(2), value); }
    else if (name === "dataset") { Object.assign(made.dataset, value); }
    else if (!isDrawn && OWN.has(name)) { made[name] = value; }
    else { made.setAttribute(name, value === true ? "" : String(value)); }
  }
  put(made, children);
  return made;
}

/** Append children: elements, texts, nested lists; nothing and false are skipped. */
export function put(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") { continue; }
    parent.append(child instanceof Node ? child : String(child));
  }
  return parent;
}

/** Replace everything inside an element. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return put(parent, children);
}

let uses = 0;

/** Return a fresh id that begins with `word`. */
export function fresh(word) {
  uses += 1;
  return `${word}-${uses}`;
}

const ICONS = {
  today: "M8 3v4M16 3v4M4 9h16M5 5h14v15H5zM9 14l2 2 4-4",
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21v-2a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v2M16 3.5a4 4 0 0 1 0 7.5M22 21v-2a5 5 0 0 0-4-4.9",
  record: "M12 5v14M5 12h14",
  mine: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h6M9 17h6",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5",
  back: "M15 5l-7 7 7 7",
  phone: "M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2",
  camera: "M4 8h4l2-3h4l2 3h4v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3",
  home: "M4 11 12 4l8 7v9H4zM10 20v-6h4v6",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 12l2 2 4-4",
  alert: "M12 4 2.5 20h19zM12 10v4M12 17v.5",
  large: "M3 19 9 5l6 14M5 15h8M16 19l3-8 3 8M17 16h4",
};

/** Draw a small picture that stands beside a word. */
export function icon(name) {
  return h("svg", { viewBox: "0 0 24 24", class: "f-icon", "aria-hidden": "true" }, h("path", { d: ICONS[name] }));
}

/** Say something briefly at the lower edge; screen readers hear it. */
export function say(text) {
  const live = document.getElementById("live");
  live.textContent = text;
  say.at = Date.now();
  window.clearTimeout(say.timer);
  say.timer = window.setTimeout(() => { live.textContent = ""; }, 5000);
}

/** Take back what was said, once another screen opens; what was said just now stays. */
export function hush() {
  if (Date.now() - say.at > 1500) { document.getElementById("live").textContent = ""; }
}

/** Ask before something that cannot be undone; resolves to whether the person agreed. */
export function ask(title, text, agree, { isDanger = false } = {}) {
  return new Promise((resolve) => {
    const title_id = fresh("ask");
    const end = (answer) => { box.close(); box.remove(); resolve(answer); };
    const box = h(
      "dialog",
      { "aria-labelledby": title_id, oncancel: () => end(false) },
      h("h2", { id: title_id }, title),
      h("p", {}, text),
      h("div", { class: "f-two" },
        h("button", { class: "f-button-quiet", type: "button", onclick: () => end(false) }, "取消"),
        h("button", { class: isDanger ? "f-button-danger" : "f-button", type: "button", onclick: () => end(true) }, agree))
    );
    document.body.append(box);
    box.showModal();
  });
}
