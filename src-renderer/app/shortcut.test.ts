import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongsToFocus, isShortcut, shortcutOf, type KeyPress } from './shortcut.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held };
}

describe('isShortcut', () => {
  it('needs exactly the held keys', () => {
    expect(isShortcut('Ctrl+K', press('k', { ctrlKey: true }))).toBe(true);
    expect(isShortcut('Ctrl+K', press('k', { metaKey: true }))).toBe(true);
    expect(isShortcut('Ctrl+K', press('k'))).toBe(false);
    expect(isShortcut('K', press('k', { ctrlKey: true }))).toBe(false);
    expect(isShortcut('R', press('R', { shiftKey: true }))).toBe(false);
    expect(isShortcut('Shift+R', press('R', { shiftKey: true }))).toBe(true);
    expect(isShortcut('Ctrl+Tab', press('Tab', { ctrlKey: true, shiftKey: true }))).toBe(false);
    expect(isShortcut('W', press('w', { altKey: true }))).toBe(false);
  });

  it('takes signs with whatever Shift they need', () => {
    expect(isShortcut('?', press('?', { shiftKey: true }))).toBe(true);
    expect(isShortcut('/', press('/'))).toBe(true);
    expect(isShortcut('Ctrl++', press('+', { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(isShortcut('+', press('+'))).toBe(true);
  });

  it('finds letters by their place when the layout writes another script', () => {
    expect(isShortcut('W', press('ц', { code: 'KeyW' }))).toBe(true);
    expect(isShortcut('W', press('z', { code: 'KeyW' }))).toBe(false);
    expect(isShortcut('Space', press(' '))).toBe(true);
  });
});

describe('belongsToFocus', () => {
  it('leaves letters and editing to text fields', () => {
    expect(belongsToFocus(press('w'), 'text')).toBe(true);
    expect(belongsToFocus(press('z', { ctrlKey: true }), 'text')).toBe(true);
    expect(belongsToFocus(press('k', { ctrlKey: true }), 'text')).toBe(false);
  });

  it('leaves Enter, Space and arrows to controls, and letters to the program', () => {
    expect(belongsToFocus(press('Enter'), 'control')).toBe(true);
    expect(belongsToFocus(press('ArrowDown'), 'control')).toBe(true);
    expect(belongsToFocus(press('w'), 'control')).toBe(false);
    expect(belongsToFocus(press('ArrowDown'), 'none')).toBe(false);
    expect(belongsToFocus(press('Enter'), 'button')).toBe(true);
    expect(belongsToFocus(press('ArrowDown'), 'button')).toBe(false);
  });
});

describe('shortcutOf', () => {
  it('writes what was pressed so that the same press is it again', () => {
    const key = fc.constantFrom('a', 'Z', '7', '?', '+', '/', ' ', 'ArrowUp', 'PageDown', 'F2', 'Delete', 'Backspace');
    fc.assert(
      fc.property(key, fc.boolean(), fc.boolean(), fc.boolean(), (name, ctrlKey, altKey, shiftKey) => {
        const pressed = press(name, { ctrlKey, altKey, shiftKey });
        expect(isShortcut(shortcutOf(pressed)!, pressed)).toBe(true);
      }),
    );
  });

  it('takes a letter of another script for the key in its place', () => {
    const pressed = press('ц', { code: 'KeyW', shiftKey: true });
    expect(shortcutOf(pressed)).toBe('Shift+W');
    expect(isShortcut('Shift+W', pressed)).toBe(true);
  });

  it('leaves keys alone that every screen needs, and those that are only held', () => {
    for (const key of ['Escape', 'Tab', 'Shift', 'Control', 'Dead']) expect(shortcutOf(press(key))).toBeNull();
  });
});
