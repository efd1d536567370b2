/* What an answer must look like before it is sent, and how it reads; the server checks again. */

const half = (value) => String(value).replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 65248)).trim();
const is_empty = (value) => value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);

const RULES = {
  money: (item, value) => (/^\d{1,9}(\.\d{1,2})?$/.test(half(value).replace(/[, ]/g, "").replace(/元$/, "")) ? "" : `“${item.label}”请填写金额（元），如 1200 或 1200.50`),
  number: (item, value) => (/^\d{1,9}$/.test(half(value)) && Number(half(value)) <= item.most ? "" : `“${item.label}”请填写 0 至 ${item.most} 的整数`),
  day: (item, value) => (/^\d{4}-\d{1,2}-\d{1,2}$/.test(half(value)) ? "" : `“${item.label}”请填写日期`),
  phone: (item, value) => (/^\+?\d{7,13}$/.test(half(value).replace(/[\s-]/g, "")) ? "" : `“${item.label}”应为 7 至 13 位数字`),
};

const MISSING = { photo: "请拍照", signature: "请签名", sound: "请录音", choice: "请选择", many: "请选择", yes_no: "请选择", member: "请选择", day: "请选择日期" };

/** Return the sentence that says what is wrong with an answer, or nothing. */
export function check(item, value) {
  if (is_empty(value)) {
    return item.required ? `${MISSING[item.kind] || "请填写"}：${item.label}` : "";
  }
  return RULES[item.kind] ? RULES[item.kind](item, value) : "";
}

/** Return an answer in words, as a person compares it. */
export function words(item, value) {
  if (is_empty(value)) { return "（空）"; }
  if (["photo", "signature", "sound"].includes(item.kind)) {
    const count = [value].flat().length;
    return { photo: `${count} 张照片`, signature: "已签名", sound: `${count} 段录音` }[item.kind];
  }
  if (item.kind === "yes_no") { return value === true || value === "yes" ? "是" : "否"; }
  const named = new Map(item.options || []);
  return [value].flat().map((one) => named.get(String(one)) || String(one)).join("、") + (item.kind === "money" ? " 元" : "");
}
