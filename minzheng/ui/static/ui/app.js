/* What the office does in the browser beyond HTMX. Everything can be read without it. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.add("ui-js");

  function each(selector, within, visit) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), visit);
  }

  function say(text) {
    var live = document.getElementById("ui-live");
    if (!live) { return; }
    live.textContent = text;
    live.classList.add("is-shown");
    window.clearTimeout(say.timer);
    say.timer = window.setTimeout(function () { live.classList.remove("is-shown"); live.textContent = ""; }, 8000);
  }

  /* Large type: kept in a cookie so that the next page arrives already large. */
  function showTypeSize() {
    each("[data-type-toggle]", null, function (button) {
      button.setAttribute("aria-pressed", root.dataset.type === "large" ? "true" : "false");
    });
  }

  function toggleTypeSize() {
    if (root.dataset.type === "large") { delete root.dataset.type; } else { root.dataset.type = "large"; }
    document.cookie = "type_size=" + (root.dataset.type || "normal") + "; path=/; max-age=31536000; SameSite=Lax";
    showTypeSize();
    window.dispatchEvent(new Event("resize"));
  }

  /* Groups of the menu: what the reader opened or folded is kept, so that the next page comes so. */
  function keepMenu() {
    var said = [];
    each("[data-menu]", null, function (group) { said.push((group.open ? "+" : "-") + group.dataset.menu); });
    document.cookie = "menu=" + encodeURIComponent(said.join("|")) + "; path=/; max-age=31536000; SameSite=Lax";
  }
  each("[data-menu] > summary", null, function (summary) {
    // The group turns after the click has been dealt with.
    summary.addEventListener("click", function () { window.setTimeout(keepMenu, 0); });
  });

  /* Charts: ECharts is fetched only by pages that have one. */
  var charts = [];
  var chartScript = null;

  function drawCharts(within) {
    if (!within.querySelector("[data-chart]")) { return; }
    if (!window.echarts) {
      if (!chartScript) {
        chartScript = document.createElement("script");
        chartScript.src = document.querySelector("meta[name=ui-charts]").content;
        chartScript.onload = function () { drawCharts(document); };
        document.head.appendChild(chartScript);
      }
      return;
    }
    charts = charts.filter(function (chart) {
      if (document.body.contains(chart.getDom())) { return true; }
      chart.dispose();
      return false;
    });
    each("[data-chart]", within, function (box) {
      if (window.echarts.getInstanceByDom(box)) { return; }
      var size = parseFloat(window.getComputedStyle(box).fontSize);
      var option = JSON.parse(box.dataset.chart);
      var words = { fontSize: size, fontFamily: window.getComputedStyle(box).fontFamily, color: "#33404d" };
      option.textStyle = words;
      [option.xAxis, option.yAxis].forEach(function (axis) {
        if (axis) { axis.axisLabel = Object.assign({}, axis.axisLabel, words); }
      });
      option.legend = Object.assign({}, option.legend, { textStyle: words });
      var chart = window.echarts.init(box, null, { renderer: "svg" });
      chart.setOption(option);
      charts.push(chart);
    });
  }

  /* Queues: j and k move along the rows, enter opens the row. */
  function rowsOf(queue) {
    return Array.prototype.slice.call(queue.querySelectorAll("tr[data-href], [data-queue-item]"));
  }

  function moveInQueue(step) {
    var queue = document.activeElement && document.activeElement.closest("[data-queue]");
    queue = queue || document.querySelector("[data-queue]");
    if (!queue) { return false; }
    var rows = rowsOf(queue);
    if (!rows.length) { return false; }
    var here = rows.findIndex(function (row) { return row.contains(document.activeElement); });
    var next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].focus();
    return true;
  }

  function isTyping(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable]");
  }

  function closePops(except) {
    each("details.ui-pop[open]", null, function (pop) { if (pop !== except) { pop.removeAttribute("open"); } });
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") {
      closePops(null);
      if (window.location.hash === "#menu") { window.location.hash = "#top"; }
      if (event.target.matches && event.target.matches("[data-search]")) { event.target.blur(); }
      return;
    }
    if (isTyping(event.target)) { return; }
    if (event.key === "/") {
      var search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if ((event.key === "j" || event.key === "k") && moveInQueue(event.key === "j" ? 1 : -1)) {
      event.preventDefault();
    } else if (/^[0-9jk]$/.test(event.key)) {
      var pressed = document.querySelector('[data-press="' + event.key + '"]');
      if (pressed) { event.preventDefault(); pressed.click(); }
    } else if (event.key === "Enter" && event.target.matches("[data-href]")) {
      window.location.assign(event.target.dataset.href);
    }
  });

  document.addEventListener("click", function (event) {
    var target = event.target;
    closePops(target.closest("details.ui-pop"));
    if (target.closest("[data-type-toggle]")) { toggleTypeSize(); }
    if (target.closest("[data-print]")) { window.print(); }
    var row = target.closest("tr[data-href]");
    if (row && !target.closest("a, button, input, select, label, summary") && !String(window.getSelection())) {
      window.location.assign(row.dataset.href);
    }
  });

  /* Drafts: what was typed into a form marked data-draft="key" stays in this tab until it was taken. */
  var DRAFT = "ui.draft:";
  var SENT = "ui.sent";

  function isKept(control) {
    return control.name && control.name !== "csrfmiddlewaretoken" && !control.hasAttribute("data-no-draft") &&
      ["password", "file", "hidden", "submit", "button"].indexOf(control.type) < 0;
  }

  function controlsOf(form) {
    return Array.prototype.filter.call(form.elements, isKept);
  }

  function isOwnForm(form) {
    return form.matches && form.matches("form[data-draft]");
  }

  function keepDraft(form) {
    var kept = controlsOf(form).map(function (control) {
      var tick = control.type === "checkbox" || control.type === "radio";
      return [control.name, control.type, control.value, tick ? control.checked : null];
    });
    window.sessionStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(kept));
  }

  function putBack(form, kept) {
    var changed = false;
    var seen = {};
    controlsOf(form).forEach(function (control) {
      var place = seen[control.name] = (seen[control.name] || 0) + 1;
      var same = kept.filter(function (entry) { return entry[0] === control.name; });
      var entry = control.type === "radio" || control.type === "checkbox"
        ? same.filter(function (candidate) { return candidate[2] === control.value; })[0] : same[place - 1];
      if (!entry) { return; }
      if (entry[3] !== null) {
        if (control.checked !== entry[3]) { control.checked = entry[3]; changed = true; }
      } else if (control.value !== entry[2]) {
        control.value = entry[2];
        changed = true;
      }
    });
    return changed;
  }

  function offerForgetting(form) {
    var line = document.createElement("p");
    line.className = "ui-notice ui-tone-info";
    line.textContent = "已恢复上次没有提交的内容。";
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = "不要了";
    button.addEventListener("click", function () {
      window.sessionStorage.removeItem(DRAFT + form.dataset.draft);
      form.reset();
      line.remove();
    });
    line.appendChild(button);
    form.insertBefore(line, form.firstChild);
  }

  function forgetDrafts() {
    Object.keys(window.sessionStorage).forEach(function (key) {
      if (key.indexOf(DRAFT) === 0 || key === SENT) { window.sessionStorage.removeItem(key); }
    });
  }

  function restoreDrafts() {
    if (document.querySelector("[data-clears-drafts-now]")) { forgetDrafts(); return; }
    if (document.querySelector("[data-keeps-drafts]")) { return; } // an error page: nothing was taken
    var sent = window.sessionStorage.getItem(SENT);
    window.sessionStorage.removeItem(SENT);
    var refused = false;
    each("form[data-draft]", null, function (form) {
      if (form.querySelector("[data-form-errors], .is-invalid")) {
        refused = refused || form.dataset.draft === sent;
        return;
      }
      if (form.dataset.draft === sent) { return; }
      var kept = window.sessionStorage.getItem(DRAFT + form.dataset.draft);
      if (kept && putBack(form, JSON.parse(kept))) { offerForgetting(form); }
    });
    if (sent && !refused) { window.sessionStorage.removeItem(DRAFT + sent); }
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && isOwnForm(form) && isKept(event.target)) { keepDraft(form); }
  });

  /* A double click sends once. */
  function release(form) {
    delete form.dataset.sent;
    each("button[type=submit]", form, function (button) { button.removeAttribute("aria-disabled"); });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    each("button[type=submit]", form, function (button) { button.setAttribute("aria-disabled", "true"); });
    if (isOwnForm(form)) { window.sessionStorage.setItem(SENT, form.dataset.draft); }
    if (form.hasAttribute("data-clears-drafts")) { forgetDrafts(); }
  }, true);

  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { each("form[data-sent]", null, release); }
  });

  /* HTMX: new pieces get their charts; failures are said in words. */
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { release(form); }
  });
  document.addEventListener("htmx:load", function (event) { drawCharts(event.detail.elt); });
  document.addEventListener("htmx:responseError", function (event) {
    say(event.detail.xhr.status === 403 ? "您的岗位不能做这一步，或登录已过期；请刷新页面再试。"
      : "没有办成：服务器没能处理（" + event.detail.xhr.status + "）。您填的内容还在，请稍后再试。");
  });
  document.addEventListener("htmx:sendError", function () { say("没有办成：网络不通。您填的内容还在，请稍后再试。"); });

  window.addEventListener("resize", function () { charts.forEach(function (chart) { chart.resize(); }); });
  var PAPER = 640; /* pixels between the margins of an A4 page, less the frame of a chart */
  window.addEventListener("beforeprint", function () {
    charts.forEach(function (chart) { chart.resize({ width: Math.min(chart.getDom().clientWidth, PAPER) }); });
    each(".ui-argument details, details.ui-chart-table", null, function (part) {
      if (!part.open) { part.open = true; part.dataset.printed = "1"; }
    });
  });
  window.addEventListener("afterprint", function () {
    charts.forEach(function (chart) { chart.resize({ width: "auto" }); });
    each("details[data-printed]", null, function (part) { part.open = false; delete part.dataset.printed; });
  });

  function begin() {
    showTypeSize();
    restoreDrafts();
    drawCharts(document);
    var wrong = document.querySelector("[data-form-errors]");
    var first = wrong && document.querySelector(".is-invalid");
    if (first) { first.focus(); }
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", begin); } else { begin(); }
}());
