/** Numbers as text. Thin, so that every page writes them alike; no locale, so that columns align for everybody. */

const MINUS = "\u2212";
const NARROW_SPACE = "\u202f";

export const NONE = "\u2013";

/** `640 ms`, `1.64 s`, `12.4 s`, `2 min 05 s` */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NONE;
  const sign = ms < 0 ? MINUS : "";
  const size = Math.abs(ms);
  if (size < 999.5) return `${sign}${trim(size)}${NARROW_SPACE}ms`;
  if (size < 9_995) return `${sign}${(size / 1000).toFixed(2)}${NARROW_SPACE}s`;
  if (size < 99_950) return `${sign}${(size / 1000).toFixed(1)}${NARROW_SPACE}s`;
  const seconds = Math.round(size / 1000);
  if (seconds < 3600)
    return `${sign}${Math.floor(seconds / 60)}${NARROW_SPACE}min ${pad(seconds % 60)}${NARROW_SPACE}s`;
  const minutes = Math.round(seconds / 60);
  return `${sign}${Math.floor(minutes / 60)}${NARROW_SPACE}h ${pad(minutes % 60)}${NARROW_SPACE}min`;
}

/** Always seconds with two digits, for columns: `1.64 s`. */
export function seconds(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NONE;
  return `${ms < 0 ? MINUS : ""}${(Math.abs(ms) / 1000).toFixed(2)}${NARROW_SPACE}s`;
}

/** `1 234 567`, with narrow spaces; below 10,000 without. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  const digits = Math.abs(Math.round(value)).toString();
  const grouped = digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE) : digits;
  return (value < 0 ? MINUS : "") + grouped;
}

/** Percent that never rounds up to a perfect 100. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return NONE;
  const value = (100 * part) / whole;
  if (part !== whole && value > 99.9) return "99.9%";
  return value === 100 || value === 0 ? `${value}%` : `${value.toFixed(1)}%`;
}

export function shortHash(hash: string | null | undefined): string {
  if (!hash) return NONE;
  return hash.length <= 14 ? hash : `${hash.slice(0, 8)}\u2026${hash.slice(-4)}`;
}

/** `14:03:07`, in the reader's time zone. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function pad(value: number): string {
  return value.toString().padStart(2, "0");
}

function trim(value: number): string {
  return value >= 10 || Number.isInteger(value) ? Math.round(value).toString() : value.toFixed(1);
}

/** A duration without trailing zeros: `2 s`, `3.5 s`. For labels, not for columns. */
export function label(ms: number): string {
  return duration(ms)
    .replace(/(\.\d*?)0+(?=\D|$)/, "$1")
    .replace(/\.(?=\D|$)/, "");
}
