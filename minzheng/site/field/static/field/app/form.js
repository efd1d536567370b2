/* A form as the rooms declare it (core/forms.py), drawn for a thumb; every change is saved at once. */

import { check } from "./answers.js";
import { photo, signature, sound } from "./attached.js";
import { fill, fresh, h } from "./dom.js";

const TYPING_PAUSE = 250;

/**
 * Draw a form.
 *
 * `form` is Form.described(); `answers` what is known (of a photograph, signature or sound: its files);
 * `members` [{id, name}]; `keep` is how it is saved: set(key, value), attach(key, blob, meta) and
 * detach(key, file) -> the item's files now, load(file) -> blob or null.
 * Returns {element, flush(), faults()}: flush saves what is still being typed, faults shows and returns what is wrong.
 */
export function draw(form, { answers, members = [], keep }) {
  const said = { ...answers };
  const fields = [];
  const waiting = new Map();

  const store = (key, value) => {
    window.clearTimeout(waiting.get(key));
    waiting.delete(key);
    said[key] = value;
    show_asked();
    return Promise.resolve(keep.set(key, value));
  };
  const typed = (key, value) => {
    said[key] = value;
    show_asked();
    window.clearTimeout(waiting.get(key));
    waiting.set(key, window.setTimeout(() => { waiting.delete(key); keep.set(key, value); }, TYPING_PAUSE));
  };
  const flush = async () => {
    const open = [...waiting.keys()];
    for (const key of open) { window.clearTimeout(waiting.get(key)); waiting.delete(key); }
    await Promise.all(open.map((key) => keep.set(key, said[key])));
    await Promise.all(fields.map((field) => field.flush()));
    await (keep.rest ? keep.rest() : null);
  };
  const show_asked = () => {
    for (const field of fields) {
      field.element.hidden = !is_asked(field.item, said);
      field.mended(check(field.item, said[field.item.key]));
    }
  };

  const element = h("div", { class: "f-form" });
  for (const item of form.items) {
    const field = field_of(item, { said, store, typed, isWaiting: (key) => waiting.has(key), keep, members });
    fields.push(field);
    element.append(field.element);
  }
  show_asked();

  return {
    element,
    flush,
    answers: () => Object.fromEntries(fields.filter(({ item }) => is_asked(item, said)).map(({ item }) => [item.key, said[item.key]])),
    faults() {
      const wrong = fields.filter((field) => {
        const fault = is_asked(field.item, said) ? check(field.item, said[field.item.key]) : "";
        field.blame(fault);
        return fault;
      });
      if (wrong.length) { wrong[0].focus(); }
      return wrong.map((field) => field.item.label);
    },
  };
}

/** Say whether the answers so far make an item appear. */
export function is_asked(item, said) {
  if (!item.when) { return true; }
  const [key, value] = item.when;
  const found = said[key];
  return (typeof found === "boolean" ? (found ? "yes" : "no") : String(found ?? "")) === value;
}

function field_of(item, tools) {
  const id = fresh("field");
  const fault = h("p", { class: "f-fault", id: `${id}-fault`, hidden: true });
  const help = item.help ? h("p", { class: "f-help", id: `${id}-help` }, item.help) : null;
  const described = [help && help.id, fault.id].filter(Boolean).join(" ");
  const label = [item.label, item.required ? "" : h("span", { class: "f-help" }, "（选填）")];
  const control = (CONTROLS[item.kind] || text)(item, id, described, tools);
  const element = control.isGroup
    ? h("fieldset", { class: "f-field", "aria-describedby": described }, h("legend", { class: "f-label" }, label), help, control.element, fault)
    : h("div", { class: "f-field" }, h("label", { class: "f-label", for: id }, label), help, control.element, fault);
  return {
    item,
    element,
    blame(words) {
      fill(fault, words);
      fault.hidden = !words;
      const target = element.querySelector(`#${id}`);
      if (target) { target.setAttribute("aria-invalid", words ? "true" : "false"); }
    },
    flush: control.flush || (() => null),
    mended(words) {
      if (!fault.hidden && !words) { this.blame(""); }
    },
    focus() {
      element.scrollIntoView({ block: "center" });
      const target = element.querySelector("input, textarea, select, button, canvas");
      if (target) { target.focus({ preventScroll: true }); }
    },
  };
}

// -- what is typed ------------------------------------------------------------------------------

function typing(item, id, described, tools, given, tag = "input") {
  const { said, store, typed } = tools;
  const input = h(tag, {
    id, class: "f-input", "aria-describedby": described, "aria-required": item.required && "true", autocomplete: "off", ...given,
  });
  input.value = shown(item, said[item.key]);
  input.addEventListener("input", () => typed(item.key, input.value));
  input.addEventListener("change", () => { if (input.value !== shown(item, said[item.key]) || tools.isWaiting(item.key)) { store(item.key, input.value); } });
  return input;
}

function shown(item, value) {
  return value === null || value === undefined ? "" : String(value);
}

const text = (item, id, described, tools) => ({ element: typing(item, id, described, tools, { maxlength: item.most }) });

const long = (item, id, described, tools) => ({
  element: typing(item, id, described, tools, { maxlength: item.most, rows: 3 }, "textarea"),
});

const with_unit = (unit, given) => (item, id, described, tools) => {
  const input = typing(item, id, described, tools, given);
  return { element: unit ? h("div", { class: "f-unit" }, input, h("span", {}, unit)) : input };
};

// -- what is chosen -----------------------------------------------------------------------------

const choosing = (kind, options) => (item, id, _described, { said, store }) => {
  const isMany = kind === "checkbox";
  const chosen = new Set([said[item.key]].flat().map((value) => (typeof value === "boolean" ? (value ? "yes" : "no") : String(value))));
  const boxes = options(item).map(([value, words]) => {
    const box = h("input", { type: kind, name: id, value, checked: chosen.has(value) });
    box.addEventListener("change", () => {
      const all = boxes.map((row) => row.firstChild).filter((one) => one.checked).map((one) => one.value);
      store(item.key, isMany ? all : all[0]);
    });
    return h("label", { class: "f-choice" }, box, h("span", {}, words));
  });
  return { isGroup: true, element: h("div", { class: "f-choices", id }, boxes) };
};

const YES_NO = [["yes", "是"], ["no", "否"]];

function member(item, id, described, { said, store, members }) {
  const select = h("select", { id, class: "f-input", "aria-describedby": described },
    h("option", { value: "" }, "请选择"),
    members.map((one) => h("option", { value: String(one.id), selected: String(one.id) === String(said[item.key] ?? "") }, one.name)));
  select.addEventListener("change", () => store(item.key, select.value));
  return { element: select };
}

const CONTROLS = {
  text,
  long,
  choice: choosing("radio", (item) => item.options),
  many: choosing("checkbox", (item) => item.options),
  yes_no: choosing("radio", () => YES_NO),
  money: with_unit("元", { inputmode: "decimal" }),
  number: with_unit("", { inputmode: "numeric" }),
  day: with_unit("", { type: "date" }),
  phone: with_unit("", { type: "tel", inputmode: "tel" }),
  member,
  photo,
  signature,
  sound,
};
