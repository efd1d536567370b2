/* A signature drawn with the finger. */

import { h } from "./dom.js";
import { blob_of } from "./pictures.js";

/** Return {element, isEmpty(), clear(), picture() -> PNG blob}. */
export function pad(label) {
  const canvas = h("canvas", { class: "f-sign", role: "img", "aria-label": label });
  let isEmpty = true;
  let pen = null;

  function fit() {
    const box = canvas.getBoundingClientRect();
    if (!box.width) { return; }
    canvas.width = Math.round(box.width * 2);
    canvas.height = Math.round(box.height * 2);
    isEmpty = true;
  }

  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!canvas.dataset.fitted) { fit(); canvas.dataset.fitted = "yes"; }
    pen = canvas.getContext("2d");
    pen.lineWidth = 5;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#0a1a2a";
    pen.beginPath();
    pen.moveTo(...at(event));
    canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pen) { return; }
    pen.lineTo(...at(event));
    pen.stroke();
    isEmpty = false;
  });
  for (const end of ["pointerup", "pointercancel"]) { canvas.addEventListener(end, () => { pen = null; }); }

  return {
    element: canvas,
    isEmpty: () => isEmpty,
    clear() { fit(); isEmpty = true; },
    picture: () => blob_of(canvas, "image/png"),
  };
}
