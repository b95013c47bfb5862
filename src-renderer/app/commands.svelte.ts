import { program } from './program.svelte.ts';
import { belongsToFocus, isShortcut, type Focus } from './shortcut.ts';

/** Something that a person can do now: by its shortcut and by its name in the command palette. */
export interface Command {
  readonly id: string;
  /** In the language on the screen. */
  readonly title: () => string;
  /** `Ctrl+K`, `W`, `Shift+R`, `ArrowLeft`, `/`. */
  readonly keys?: string;
  /** The keys go with what is there at the moment and are not for a person to change. */
  readonly fixedKeys?: boolean;
  readonly run: () => void;
  readonly enabled?: () => boolean;
}

let registered = $state.raw<readonly Command[]>([]);

/** All commands of the moment, those that were registered last in front: they win a shortcut. */
export const commands = {
  get all(): readonly Command[] {
    return registered;
  },
};

/** The shortcut of a command: the person's own, else the usual one; undefined: it has none. */
export function keysOf({ id, keys }: Pick<Command, 'id' | 'keys'>): string | undefined {
  return (program.state.settings.shortcuts[id] ?? keys) || undefined;
}

/** The same of a command of the moment by its id, for hints beside buttons. */
export function keysFor(id: string): string | undefined {
  const command = registered.find((candidate) => candidate.id === id);
  return command && keysOf(command);
}

/** The command of the moment that has a shortcut already, beside the one that is meant to get it; null: nobody. */
export function ownerOf(keys: string, beside: string): Command | null {
  return registered.find((command) => command.id !== beside && keysOf(command) === keys) ?? null;
}

/** Adds commands while what they act on is on the screen; the answer takes them away again. */
export function registerCommands(added: Command[]): () => void {
  registered = [...added, ...registered];
  return () => {
    registered = registered.filter((command) => !added.includes(command));
  };
}

/** Runs the command of that id, if there is one and it is enabled. */
export function runCommand(id: string): void {
  const command = registered.find((candidate) => candidate.id === id);
  if (command && (command.enabled?.() ?? true)) command.run();
}

const TEXT_INPUTS = /^(text|search|number|date|time|email|password|tel|url|month|week|datetime-local)$/;
const CONTROLS = 'select, input, [role="slider"], [role="radio"], [role="grid"], [role="listbox"], [role="menu"]';
const BUTTONS = 'button, a[href], summary, [role="button"], [role="switch"]';

function focusOf(element: EventTarget | null): Focus {
  if (!(element instanceof HTMLElement)) return 'none';
  if (element.isContentEditable || element instanceof HTMLTextAreaElement) return 'text';
  if (element instanceof HTMLInputElement && TEXT_INPUTS.test(element.type)) return 'text';
  if (element.closest(CONTROLS)) return 'control';
  return element.closest(BUTTONS) ? 'button' : 'none';
}

/**
 * Runs the command whose shortcut was pressed. Nothing runs while a dialog is open (it has the keys to itself), while an
 * input method composes, or when the key belongs to the field or control that has the focus.
 */
function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (document.querySelector('[role="dialog"][aria-modal="true"], [role="alertdialog"]')) return;
  if (belongsToFocus(event, focusOf(event.target))) return;
  const meant = registered.filter((command) => {
    const keys = keysOf(command);
    return keys !== undefined && isShortcut(keys, event) && (command.enabled?.() ?? true);
  });
  // what a person has chosen goes before what the program came with
  const command = meant.find(({ id }) => program.state.settings.shortcuts[id] !== undefined) ?? meant[0];
  if (!command) return;
  event.preventDefault();
  command.run();
}

/** Starts listening for shortcuts; once, at the start of the page. */
export function listenForShortcuts(): void {
  window.addEventListener('keydown', dispatch);
}
