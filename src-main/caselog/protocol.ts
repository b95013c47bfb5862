import type { Coded } from '../../src-shared/contract/coded.ts';
import type { StorageState } from '../../src-shared/contract/records.ts';

/** What the worker thread is started with. */
export interface WorkerStart {
  /** The entry file itself, from which the thread for the check in the background is started. */
  readonly workerFile: string;
  readonly nativeBinding: string | undefined;
  readonly busyTimeoutMs: number;
  /** Milliseconds after opening when the structure of the whole log is checked. */
  readonly checkAfterMs: number;
  /** Bytes below which a log is checked before it is opened after an unclean exit. */
  readonly checkFirstBelow: number | undefined;
  /** Set in the thread that only checks this file and answers whether it is sound. */
  readonly check: string | null;
}

export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

export type WorkerMessage =
  | { readonly kind: 'done'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Coded }
  | { readonly kind: 'storage'; readonly storage: StorageState };
