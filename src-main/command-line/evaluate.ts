import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { caseTable, EVALUATION_TABLES, evaluationTable } from '../../src-shared/evaluation/evaluation-tables.ts';
import { readLabelMap } from '../../src-shared/evaluation/label-table.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { evaluatedLabels, evaluatePictures, type EvaluatedPictures } from '../evaluating/index.ts';
import { replaceFile } from '../keeping-files/index.ts';
import type { AnalysisRooms } from './analyze.ts';
import { EXIT, isInputFault, isModelsFault } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { Order } from './words.ts';

type EvaluateOrder = Extract<Order, { command: 'evaluate' }>;
type EvaluateRooms = Pick<AnalysisRooms, 'reader' | 'inference' | 'signal' | 'version'> & {
  readonly printer: Pick<AnalysisRooms['printer'], 'printEvaluation'>;
};

const EVALUABLE = new Set(['classification', 'sequence', 'segmentation']);

/**
 * `evaluate PATH… --labels FILE --model ID`: asks a network about every picture that the label file names, compares its
 * answers with the labels or masks there and writes one `evaluation` line; with `--out` also `<model id>.evaluation.json`
 * and `.pdf`, `<model id>.cases.csv` and a CSV of each curve and table. Exit 2 when nothing could be compared, 1 when
 * something of ours failed. Errors: `labels-invalid`, `labels-mismatch`, `usage-wrong`, and those of the model.
 */
export async function evaluate(rooms: EvaluateRooms, output: Output, order: EvaluateOrder): Promise<number> {
  const model = await rooms.inference.model(order.model, order.version);
  if (!EVALUABLE.has(model.manifest.task)) {
    throw new CodedError('usage-wrong', { problem: `evaluate --model ${order.model}` });
  }
  const labels = evaluatedLabels(model);
  let last = 0;
  let faults = 0;
  const evaluated = await evaluatePictures(
    { ...rooms, nextId: () => InstanceId.parse((last += 1)) },
    { ...order, model, map: readLabelMap(order.map, labels) },
    {
      progress: (done, of) => output.progress(done, of),
      failed: (file, coded) => {
        if (!isInputFault(coded.code) && !isModelsFault(coded.code)) faults += 1;
        output.fail(coded, file);
      },
    },
  );
  if (!evaluated) return EXIT.CANCELLED;
  output.line({ type: 'evaluation', ...evaluated.evaluation });
  if (order.out !== null) await writeAll(order.out, order, rooms, evaluated, labels, model.manifest);
  if (faults > 0) return EXIT.FAULT;
  return evaluated.cases.length > 0 ? EXIT.DONE : EXIT.UNREADABLE;
}

async function writeAll(
  folder: string,
  { language }: EvaluateOrder,
  { printer, version }: EvaluateRooms,
  { evaluation, cases }: EvaluatedPictures,
  labels: readonly string[],
  { id, title, outputs, training }: ModelManifest,
): Promise<void> {
  const content = { evaluation, model: { title, outputs, training }, language, version };
  const files: [name: string, content: string | Uint8Array][] = [
    ['evaluation.json', `${JSON.stringify(evaluation, null, 2)}\n`],
    ['cases.csv', caseTable(cases, labels)],
    ...EVALUATION_TABLES.flatMap((table): [string, string][] => {
      const text = evaluationTable(evaluation, table);
      return text === null ? [] : [[`${table}.csv`, text]];
    }),
    ['evaluation.pdf', await printer.printEvaluation(content)],
  ];
  for (const [name, bytes] of files) await replaceFile(path.join(folder, `${id}.${name}`), bytes, 'made');
}
