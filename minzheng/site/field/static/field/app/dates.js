/* Days and moments as the worker reads them. */

const DAY = 86400000;

/** Return today in the phone's zone as 2026-11-05. */
export function today() {
  return iso(new Date());
}

function iso(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

function midnight(day) {
  const [year, month, date] = day.slice(0, 10).split("-").map(Number);
  return Date.UTC(year, month - 1, date);
}

/** Return how many days lie from one ISO day to another. */
export function days_between(from, to) {
  return Math.round((midnight(to) - midnight(from)) / DAY);
}

/** Say a day as 11月5日, with the year when it is another one. */
export function day(value) {
  if (!value) { return ""; }
  const [year, month, date] = value.slice(0, 10).split("-").map(Number);
  const words = `${month}月${date}日`;
  return String(year) === today().slice(0, 4) ? words : `${year}年${words}`;
}

/** Say a moment as 今天 09:30, or 11月5日 09:30. */
export function moment(value) {
  if (!value) { return ""; }
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) { return String(value); }
  const clock = `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
  return iso(at) === today() ? `今天 ${clock}` : `${day(iso(at))} ${clock}`;
}

/** Say when a visit is due and how urgent that is, as [words, tone]. */
export function due(value, isLate) {
  if (!value) { return isLate ? ["已逾期", "danger"] : ["", ""]; }
  const left = days_between(today(), value);
  if (left < 0) { return [`已逾期 ${-left} 天`, "danger"]; }
  if (left === 0) { return ["今天到期", "due"]; }
  if (isLate) { return ["已逾期", "danger"]; }
  return left <= 7 ? [`还有 ${left} 天`, "due"] : [`${day(value)}前`, ""];
}
