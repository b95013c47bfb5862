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

/**
 * The shortcut that a key press means, written as {@link isShortcut} reads it; null for a key that only changes others, and
 * for those that every screen needs: Escape and Tab.
 */
export function shortcutOf(press: KeyPress): string | null {
  const { key, code } = press;
  if (['Control', 'Shift', 'Alt', 'Meta', 'Escape', 'Tab', 'Dead', 'Process', 'Unidentified'].includes(key))
    return null;
  const latin = /^[a-z0-9]$/i.test(key)
    ? key
    : (/^(?:Key([A-Z])|Digit(\d))$/.exec(code)?.slice(1).find(Boolean) ?? key);
  // a sign is written with whatever Shift it needs; a letter of another script stands for the key's place
  const sign = key.length === 1 && !/^[a-z0-9]$/i.test(key) && key.charCodeAt(0) < 128 && key !== ' ';
  const name = key === ' ' ? 'Space' : sign ? key : latin.length === 1 ? latin.toUpperCase() : key;
  const parts = [
    press.ctrlKey || press.metaKey ? 'Ctrl' : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey && !sign ? 'Shift' : null,
    name,
  ];
  return parts.filter((part) => part !== null).join('+');
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
