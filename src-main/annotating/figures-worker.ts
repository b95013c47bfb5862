import { parentPort } from 'node:worker_threads';
import { agreementReport } from '../../src-shared/annotation/agreement-report.ts';
import { findLeaks } from '../../src-shared/annotation/leakage.ts';
import { unlikePictures } from '../../src-shared/annotation/unlike-pictures.ts';
import { pairFigures, type PairFigures } from '../../src-shared/annotation/pair-figures.ts';
import { readerConsensus } from '../../src-shared/annotation/reader-consensus.ts';
import type { FiguresAnswer, FiguresQuestion } from './figures-thread.ts';

/** The entry of the thread that compares readings: masks of whole volumes, off the threads that people wait for. */
const port = parentPort!;
let pairs: PairFigures[] = [];

port.on('message', (question: FiguresQuestion) => {
  let answer: FiguresAnswer;
  try {
    answer = { ok: true, value: answerTo(question) };
  } catch (thrown) {
    answer = { ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  port.postMessage(answer);
});

function answerTo(question: FiguresQuestion): (FiguresAnswer & { ok: true })['value'] {
  switch (question.ask) {
    case 'pair':
      pairs.push(pairFigures(question.schema, question.pair));
      return null;
    case 'report': {
      const report = agreementReport(question.schema, pairs);
      pairs = [];
      return report;
    }
    case 'findings':
      return {
        leaks: findLeaks(question.items.map(({ trace, ...item }) => ({ ...item, ...trace }))),
        unlike: unlikePictures(question.items.map(({ itemId, trace: { figures } }) => ({ itemId, figures }))),
      };
    case 'consensus':
      return readerConsensus(question.schema, question.readings, question.pixels);
  }
}
