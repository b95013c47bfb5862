/** Text from a file, made safe to show, and whether it held anything that names do not hold. */
export interface FileText {
  readonly text: string;
  readonly suspicious: boolean;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
/** Characters that turn, hide or join what stands around them: bidirectional controls, zero-width ones, tags. */
const DECEPTIVE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
/** Elements that do something on a page; `<MIP Range>` and its like are names of series. */
const MARKUP =
  /<[!?]|<\/?(?:a|applet|audio|b|base|body|button|details|div|embed|form|frame|h[1-6]|head|html|i|iframe|img|input|link|marquee|math|meta|object|p|script|span|style|svg|table|template|textarea|video)\b/i;
const REPLACEMENT = '\ufffd';
/** Nothing of the above can be in it. */
const PLAIN = /^[ -;=-~]*$/;

/**
 * Replaces control characters by their pictures (␀ …) and deceptive ones by their names (`⟨U+202E⟩`), so that what is
 * shown is what the file holds. Markup stays text and counts as suspicious, as do bytes that no character set explains.
 */
export function visibleText(raw: string): FileText {
  if (PLAIN.test(raw)) return { text: raw, suspicious: false };
  const text = raw
    .replace(CONTROL, (character) => pictureOf(character.charCodeAt(0)))
    .replace(DECEPTIVE, (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`);
  return { text, suspicious: text !== raw || MARKUP.test(raw) || raw.includes(REPLACEMENT) };
}

function pictureOf(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `⟨U+00${code.toString(16).toUpperCase()}⟩`;
}
