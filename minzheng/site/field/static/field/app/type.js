/* Large type, kept in the same cookie as the office's. */

const root = document.documentElement;

/** Say whether large type is on. */
export function is_large() {
  return document.cookie.split("; ").includes("type_size=large");
}

/** Show the page in the size that was chosen. */
export function apply_type() {
  if (is_large()) { root.dataset.type = "large"; } else { delete root.dataset.type; }
}

/** Choose the size. */
export function choose_type(isLarge) {
  document.cookie = `type_size=${isLarge ? "large" : "normal"}; path=/; max-age=31536000; SameSite=Lax`;
  apply_type();
}
