import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { film, refusal, result } from '../caselog/examples.ts';
import type { AnalysisJob } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';
import type { Line } from './output.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { evaluate } = await import('./evaluate.ts');

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-evaluate-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MAP = 'NORMAL=none,bacteria=pneumonia+bacterial,virus=pneumonia';

/** Evaluates films that the network gives these probabilities of pneumonia; null: it refuses. */
async function run(said: Record<string, number | null>, table: string, options: { map?: string; out?: string } = {}) {
  const labels = path.join(folder, 'labels.csv');
  writeFileSync(labels, table);
  const files = Object.keys(said).map((file) => path.join(folder, ...file.split('/')));
  const lines: Line[] = [];
  const byId = new Map<number, number | null>(Object.values(said).map((value, i) => [i + 1, value]));
  const printer = { printEvaluation: vi.fn(() => Promise.resolve(Uint8Array.of(37, 80))) };
  const rooms = {
    printer,
    version: '0.1.0',
    signal: new AbortController().signal,
    reader: {
      grant: () => Promise.resolve(),
      index: (_roots: string[], tell: (event: IndexEvent) => void) => {
        tell({ kind: 'failed', path: labels, error: { code: 'not-an-image', details: {} } });
        files.forEach((file, i) => tell({ kind: 'instance', path: file, modifiedMs: 1, description: film(i + 1) }));
        return { done: Promise.resolve({}), cancel: () => undefined };
      },
    },
    inference: {
      model: () => Promise.resolve({ file: '/m/model.onnx', manifest: ModelManifest.parse(shipped) }),
      cancel: () => undefined,
      makeReady: () => undefined,
      analyze: ({ instanceId }: AnalysisJob) => {
        const value = byId.get(instanceId) ?? null;
        const answer =
          value === null
            ? refusal(instanceId)
            : { ...result(instanceId), probabilities: { pneumonia: value, bacterial: value / 2 } };
        return Promise.resolve({ kind: 'result', result: answer });
      },
    },
  };
  const output = { line: (line: Line) => lines.push(line), fail: vi.fn(), progress: vi.fn(), say: vi.fn() };
  const order = {
    ...{
      command: 'evaluate',
      paths: [folder],
      labels,
      map: options.map ?? MAP,
      prevalence: null,
      ignored: null,
      language: 'en',
    },
    ...{ model: ModelId.parse('chest-xr-pneumonia'), out: options.out ?? null, pretty: false },
  };
  const code = await evaluate(rooms as never, output as never, order as never);
  return {
    code,
    output,
    evaluation: lines.find(({ type }) => type === 'evaluation') as Record<string, never> | undefined,
  };
}

const TABLE =
  'file,label,patient\r\na/1.jpg,bacteria,p1\r\na/2.jpg,NORMAL,p2\r\nb/1.jpg,virus,p3\r\nb/9.jpg,NORMAL,p4\r\n';

describe('evaluating a folder', () => {
  it('compares each picture with its own row, also where two have one name', async () => {
    const { code, output, evaluation } = await run({ 'a/1.jpg': 0.9, 'a/2.jpg': 0.1, 'b/1.jpg': 0.3 }, TABLE);
    expect(code).toBe(0);
    expect(evaluation).toMatchObject({ cases: 3, missing: 1, unlabelled: 0, failed: 0, refused: 0 });
    const [pneumonia, bacterial] = evaluation!['labels'] as unknown as { positives: number; negatives: number }[];
    expect([pneumonia!.positives, pneumonia!.negatives]).toEqual([2, 1]);
    expect([bacterial!.positives, bacterial!.negatives]).toEqual([1, 1]);
    // the label file in the folder is no picture that could not be read
    expect(output.fail).not.toHaveBeenCalled();
  });

  it('counts what the network refused and what nobody labelled, and asks nothing of the latter', async () => {
    const { evaluation } = await run({ 'a/1.jpg': null, 'a/2.jpg': 0.1, 'c/7.jpg': 0.5 }, TABLE);
    expect(evaluation).toMatchObject({ cases: 2, refused: 1, unlabelled: 1, missing: 2 });
  });

  it('writes every figure and a row a case', async () => {
    const out = path.join(folder, 'out');
    await run({ 'a/1.jpg': 0.9, 'a/2.jpg': null }, TABLE, { out });
    const kept = JSON.parse(readFileSync(path.join(out, 'chest-xr-pneumonia.evaluation.json'), 'utf8'));
    expect(kept.cases).toBe(2);
    expect(readFileSync(path.join(out, 'chest-xr-pneumonia.cases.csv'), 'utf8').split('\r\n')).toEqual([
      'file,label,refused,pneumonia,bacterial',
      'a/1.jpg,pneumonia+bacterial,no,0.900000,0.450000',
      'a/2.jpg,,yes,,',
      '',
    ]);
    const curve = readFileSync(path.join(out, 'chest-xr-pneumonia.roc.csv'), 'utf8').split('\r\n');
    expect(curve[2]).toBe('pneumonia,0.900000,,1,0.206549,1');
    expect(readFileSync(path.join(out, 'chest-xr-pneumonia.evaluation.pdf')).length).toBe(2);
  });

  it.each([
    ['a word that nobody mapped', 'file,label\r\na/1.jpg,PNEUMO\r\n', 'labels-invalid'],
    ['a table without its columns', 'path,label\r\na/1.jpg,NORMAL\r\n', 'labels-invalid'],
    ['a broken table', 'file,label\r\n"a/1.jpg,NORMAL\r\n', 'labels-invalid'],
    ['a table of other pictures', 'file,label\r\nz.jpg,NORMAL\r\n', 'labels-mismatch'],
    ['a table of masks for a network that names labels', 'file,mask\r\na/1.jpg,m.png\r\n', 'labels-invalid'],
  ])('refuses %s', async (_what, table, code) => {
    await expect(run({ 'a/1.jpg': 0.9 }, table)).rejects.toMatchObject({ code });
  });
});
