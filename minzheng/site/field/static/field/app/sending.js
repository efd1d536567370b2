/* What has been sent and what not, in words. */

import * as records from "../core/records.js";
import * as sync from "../core/sync.js";
import { moment } from "./dates.js";

/** Return what `sync.status()` says, with how many records have something to send. */
export async function standing() {
  const [state, all] = await Promise.all([sync.status(), records.list()]);
  return { ...state, records: all.filter((row) => row.waiting).length };
}

/** Return [words, tone] for what `standing()` says. */
export function sync_words({ waiting, files, records: open, lastAt, isOnline }) {
  if (waiting + files) {
    const what = open ? `${open} 条` : `${files} 个文件`;
    return [`已保存在手机，${what}待上传${isOnline ? "" : "（没有网络）"}`, "due"];
  }
  const last = lastAt ? `，上次同步 ${moment(lastAt)}` : "";
  return isOnline ? [`全部已上传${last}`, "good"] : [`没有网络，可照常记录${last}`, "quiet"];
}

const FAILED = {
  offline: "没有网络，内容都保存在手机里，有信号后自动上传",
  server: "平台暂时不可用，内容都保存在手机里，稍后自动再传",
  other_user: "登录的不是本机使用人，请换回本人登录",
  forbidden: "您的岗位已不能使用外勤端，请联系县民政局",
  locked: "请先输入解锁码",
  busy: "正在同步，请稍候",
};

/** Say how a `sync.run()` went. */
export function result_words(told) {
  if (told.failed && FAILED[told.failed]) { return FAILED[told.failed]; }
  if (told.signIn) { return "登录已过期，请在“设置”中重新登录；内容都保存在手机里"; }
  if (told.refused) { return `${told.refused} 条被退回，请在“我的记录”中查看原因`; }
  return told.sent ? `已上传 ${told.sent} 项` : "已是最新";
}

/** Say a number of bytes: 12 KB, 3.4 MB. */
export function size(bytes) {
  if (bytes === null || bytes === undefined) { return "未知"; }
  if (bytes < 1024 * 1024) { return `${Math.ceil(bytes / 1024)} KB`; }
  return bytes < 1024 ** 3 ? `${(bytes / 1024 ** 2).toFixed(1)} MB` : `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
