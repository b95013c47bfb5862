import type { CallAnswer, CallName } from './table.ts';

/** Names of the few channels between page and main. */
export const CHANNELS = {
  call: 'skiagraph:call',
  callText: 'skiagraph:call-text',
  dropped: 'skiagraph:dropped',
  event: 'skiagraph:event',
  pixelPort: 'skiagraph:pixel-port',
} as const;

/** What the preload gives the page as `window.skiagraph`: fixed functions that return plain values. */
export interface Bridge {
  call(name: CallName, input: unknown): Promise<CallAnswer<CallName>>;
  /**
   * The same, answered as JSON text. A text passes between the worlds of a page in one piece, where an object is copied value by
   * value, which for the slices of a large case takes longer than reading them. For answers without bytes.
   */
  callText(name: CallName, input: unknown): Promise<string>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
  /** Imports dropped files and folders; answers like `import.choose`. */
  importDropped(files: File[]): Promise<CallAnswer<'import.choose'>>;
}

/** Calls whose answers grow with the number of slices. */
export const ANSWERED_AS_TEXT: ReadonlySet<CallName> = new Set(['case.open', 'case.compare']);
