import { Worker } from 'node:worker_threads';
import type { AgreementReport } from '../../src-shared/annotation/agreement-report.ts';
import type { Leak } from '../../src-shared/annotation/leakage.ts';
import type { UnlikePicture } from '../../src-shared/annotation/unlike-pictures.ts';
import type { StoredTrace } from '../caselog/index.ts';
import type { ReadPair } from '../../src-shared/annotation/pair-figures.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { ReaderConsensus } from '../../src-shared/annotation/reader-consensus.ts';
import type { ComparedReading } from '../../src-shared/annotation/reader-difference.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';

/** What the thread is asked; one question at a time. `report` is about the pairs since the last one. */
export type FiguresQuestion =
  | { readonly ask: 'pair'; readonly schema: LabelSchema; readonly pair: ReadPair }
  | { readonly ask: 'findings'; readonly items: readonly StoredTrace[] }
  | { readonly ask: 'report'; readonly schema: LabelSchema }
  | {
      readonly ask: 'consensus';
      readonly schema: LabelSchema;
      readonly readings: readonly ComparedReading[];
      readonly pixels: number;
    };

/** What is found about the pictures of a dataset. */
export interface Findings {
  readonly leaks: readonly Leak[];
  readonly unlike: readonly UnlikePicture[];
}

export type FiguresAnswer =
  | { readonly ok: true; readonly value: AgreementReport | ReaderConsensus | Findings | null }
  | { readonly ok: false; readonly message: string };

/** A thread for one round of figures; ended when `work` is done. What fails in it is an `internal-error`. */
export async function withFiguresThread<T>(
  entry: string | URL,
  work: (ask: (question: FiguresQuestion) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const worker = new Worker(entry);
  const ask = (question: FiguresQuestion) =>
    new Promise<unknown>((resolve, reject) => {
      const fail = (message: string) => reject(new CodedError('internal-error', { message: message.slice(0, 300) }));
      const onError = (error: Error) => fail(error.message);
      worker.once('error', onError);
      worker.once('message', (answer: FiguresAnswer) => {
        worker.off('error', onError);
        if (answer.ok) resolve(answer.value);
        else fail(answer.message);
      });
      worker.postMessage(question);
    });
  try {
    return await work(ask);
  } finally {
    await worker.terminate();
  }
}
