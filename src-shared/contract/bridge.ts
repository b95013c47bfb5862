import type { CallAnswer, CallName } from './table.ts';

/** Names of the few channels between page and main. */
export const CHANNELS = {
  call: 'skiagraph:call',
  dropped: 'skiagraph:dropped',
  event: 'skiagraph:event',
  pixelPort: 'skiagraph:pixel-port',
} as const;

/** What the preload gives the page as `window.skiagraph`: fixed functions that return plain values. */
export interface Bridge {
  call(name: CallName, input: unknown): Promise<CallAnswer<CallName>>;
  onEvent(listener: (name: string, payload: unknown) => void): void;
  /** Imports dropped files and folders; answers like `import.choose`. */
  importDropped(files: File[]): Promise<CallAnswer<'import.choose'>>;
}
