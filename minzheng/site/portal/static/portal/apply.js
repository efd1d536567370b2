// What a form of the portal may do where scripts run: save by itself, shrink photographs before they
// leave the phone, take a signature with the finger. Every form works without it.
(() => {
  "use strict";
  const LONGEST = 2000;

  // -- saving while one types
  const form = document.querySelector("form[data-autosave]");
  const told = document.querySelector("[data-saved]");
  let timer = 0;
  let busy = Promise.resolve();
  let saving = 0;
  function tell(text) {
    if (told) told.textContent = text;
  }
  async function save() {
    const body = new FormData(form);
    for (const [key, value] of [...body.entries()]) {
      if (value instanceof File || key.startsWith("sign_") || key === "code") body.delete(key);
    }
    body.set("then", "stay");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" }, credentials: "same-origin" });
      if (answer.ok) {
        form.elements.seen.value = (await answer.json()).seen;
        tell("已自动保存");
      } else if (answer.status === 409) {
        tell("这份申请在别处也改过，点“下一步”时请选用哪一边的");
      }
    } catch {
      tell("没有网络，暂未保存；有网后再点“下一步”，填过的不会丢");
    }
  }
  if (form) {
    form.addEventListener("input", (event) => {
      if (event.target.type === "file" || event.target.name === "code") return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        saving += 1;
        busy = busy.then(save).finally(() => { saving -= 1; });
      }, 1200);
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!saving) return;
      // What is being saved by itself would look to the server like another device: the button waits.
      event.preventDefault();
      busy.then(() => form.requestSubmit(event.submitter));
    });
  }

  // -- photographs: made smaller here, sent at once, one after the other
  async function shrunk(file) {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }
  const input = document.querySelector("input[data-photo]");
  let list = document.querySelector("[data-photos][data-action]");
  if (input && list && form) {
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      for (const [number, file] of files.entries()) {
        tell(`正在上传第 ${number + 1} 张，共 ${files.length} 张…`);
        const body = new FormData();
        body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
        const small = await shrunk(file);
        body.set("photo", small, small.name);
        try {
          const answer = await fetch(list.dataset.action, { method: "POST", body, headers: { "X-Autosave": "1" }, credentials: "same-origin" });
          if (!answer.ok) throw new Error(String(answer.status));
          form.elements.seen.value = answer.headers.get("X-Seen") || form.elements.seen.value;
          const piece = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-photos]");
          list.replaceWith(piece);
          list = piece;
          tell("照片已收到");
        } catch {
          tell("这张没传上去，请检查网络后再选一次");
        }
      }
    });
  }

  // -- signing with the finger: the drawing goes with the form as a picture
  function pad(box) {
    const target = document.createElement("input");
    target.type = "hidden";
    target.name = box.dataset.name;
    const canvas = document.createElement("canvas");
    canvas.className = "p-pad";
    canvas.width = 640;
    canvas.height = 260;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "签名框，用手指签名；不便手写的请用短信验证码");
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "p-button-quiet";
    clear.textContent = "重签";
    const pen = canvas.getContext("2d");
    pen.lineWidth = 6;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#10202a";
    let last = null;
    const at = (event) => {
      const frame = canvas.getBoundingClientRect();
      return [((event.clientX - frame.left) * canvas.width) / frame.width, ((event.clientY - frame.top) * canvas.height) / frame.height];
    };
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = at(event);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...next);
      pen.stroke();
      last = next;
    });
    const end = () => {
      if (!last) return;
      last = null;
      target.value = canvas.toDataURL("image/png");
    };
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
    clear.addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      target.value = "";
    });
    box.append(canvas, clear, target);
  }
  for (const box of document.querySelectorAll("[data-pad]")) {
    box.hidden = false;
    if (box.dataset.folded === undefined) {
      pad(box);
      continue;
    }
    const open = document.createElement("button");
    open.type = "button";
    open.className = "p-button-quiet";
    open.textContent = "在这台手机上签";
    open.addEventListener("click", () => {
      open.remove();
      pad(box);
    });
    box.append(open);
  }
})();
