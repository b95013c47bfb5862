/** What a key press tells; the part of `KeyboardEvent` that shortcuts are matched with. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SPACE = ['Space', ' '];

/**
 * Whether a key press is the shortcut `keys`, such as `Ctrl+K`, `Shift+R`, `W`, `ArrowLeft`, `/`, `Ctrl++`. Command on a
 * Mac counts as Ctrl. Letters and digits also match by their place on the keyboard, so that they work while the layout
 * writes another script; signs match whatever Shift they need.
 */
export function isShortcut(keys: string, press: KeyPress): boolean {
  const parts = keys.split(/(?<!^)\+(?=.)/);
  const key = parts.at(-1)!;
  const has = (name: string) => parts.slice(0, -1).includes(name);
  if (has('Ctrl') !== (press.ctrlKey || press.metaKey) || has('Alt') !== press.altKey) return false;
  const written = /^[a-z0-9]$/i.test(key);
  const shiftMatters = written || key.length > 1;
  if (shiftMatters && has('Shift') !== press.shiftKey) return false;
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  if (SPACE.includes(key) && SPACE.includes(press.key)) return true;
  const latin = /^[a-z]$/i.test(press.key);
  return written && !latin && (press.code === `Key${key.toUpperCase()}` || press.code === `Digit${key}`);
}

/** What has the focus, as far as shortcuts care: `text` takes letters, `button` Enter and Space, `control` arrows too. */
export type Focus = 'text' | 'control' | 'button' | 'none';

const BUTTON_KEYS = new Set(['Enter', ' ']);
const CONTROL_KEYS = new Set([
  ...BUTTON_KEYS,
  ...['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'],
]);
const EDITING_KEYS = new Set(['a', 'c', 'v', 'x', 'y', 'z']);

/**
 * Whether a key press belongs to what has the focus rather than to the program: everything without Ctrl and the editing
 * keys in a text field, and the keys that work a button, slider or list there.
 */
export function belongsToFocus(press: KeyPress, focus: Focus): boolean {
  const ctrl = press.ctrlKey || press.metaKey;
  if (focus === 'text') return !ctrl || EDITING_KEYS.has(press.key.toLowerCase());
  if (ctrl || press.altKey || focus === 'none') return false;
  return (focus === 'button' ? BUTTON_KEYS : CONTROL_KEYS).has(press.key);
}
