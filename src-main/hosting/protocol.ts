import type { Coded } from '../../src-shared/contract/coded.ts';

/** The calls that a child process answers: name → input and output, and what it tells while it works. */
export type ProcessCalls = Record<string, { input: unknown; output: unknown; progress?: unknown }>;

export type ProgressOf<C extends ProcessCalls, N extends keyof C> = C[N] extends { progress: infer P } ? P : never;

export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

export type ReplyMessage =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly error: Coded }
  | { readonly id: number; readonly kind: 'progress'; readonly value: unknown };

/** Between main and a child that is a process of plain Node: calls and replies, and messages of the lines that it was given. */
export type ToProcess =
  { readonly call: CallMessage; readonly lines: readonly number[] } | { readonly line: number; readonly data: unknown };
export type FromProcess = { readonly reply: ReplyMessage } | { readonly line: number; readonly data: unknown };
