/* Where the phone is, asked only when it is needed; no signal is no reason to stop. */

let last = null;

/** Return the last position known, or null. */
export function known() {
  return last;
}

/** Ask for the position; resolves to {latitude, longitude, accuracy, at}, or null when there is none in time. */
export function find({ within = 8000, oldest = 60000 } = {}) {
  return new Promise((resolve) => {
    if (!navigator.geolocation) { resolve(null); return; }
    navigator.geolocation.getCurrentPosition(
      (found) => {
        last = {
          latitude: Number(found.coords.latitude.toFixed(6)),
          longitude: Number(found.coords.longitude.toFixed(6)),
          accuracy: Math.round(found.coords.accuracy),
          at: new Date(found.timestamp).toISOString(),
        };
        resolve(last);
      },
      () => resolve(null),
      { enableHighAccuracy: true, timeout: within, maximumAge: oldest }
    );
  });
}

/** Return the metres between two positions, or null when one is unknown. */
export function metres(one, other) {
  if (!has_place(one) || !has_place(other)) { return null; }
  const radians = Math.PI / 180;
  const across = (other.longitude - one.longitude) * radians * Math.cos(((one.latitude + other.latitude) / 2) * radians);
  const up = (other.latitude - one.latitude) * radians;
  return Math.round(Math.hypot(across, up) * 6371000);
}

/** Say whether something carries a position. */
export function has_place(thing) {
  return Boolean(thing) && Number.isFinite(thing.latitude) && Number.isFinite(thing.longitude);
}

/** Say a distance: 350 米, 1.2 公里. */
export function distance(value) {
  if (value === null || value === undefined) { return ""; }
  return value < 1000 ? `${Math.round(value / 10) * 10} 米` : `${(value / 1000).toFixed(1)} 公里`;
}

/** Order stops as one walks: always the nearest one next; those without a position stay behind, in their order. */
export function walk(stops, from) {
  const placed = stops.filter(has_place);
  const rest = stops.filter((stop) => !has_place(stop));
  const way = [];
  let here = has_place(from) ? from : placed[0];
  while (placed.length) {
    let next = 0;
    for (let index = 1; index < placed.length; index += 1) {
      if (metres(here, placed[index]) < metres(here, placed[next])) { next = index; }
    }
    [here] = placed.splice(next, 1);
    way.push(here);
  }
  return [...way, ...rest];
}
