import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelId } from '../../src-shared/contract/ids.ts';
import { EvaluationEnd } from '../../src-shared/contract/records.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { film, result } from '../caselog/examples.ts';
import type { AnalysisJob } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';

const electron = vi.hoisted(() => ({ open: vi.fn(), save: vi.fn() }));
vi.mock('electron', () => ({
  dialog: { showOpenDialog: electron.open, showSaveDialog: electron.save },
  BrowserWindow: vi.fn(),
}));
const { Evaluations } = await import('./evaluations.ts');

const WISHES = {
  modelId: ModelId.parse('chest-xr-pneumonia'),
  words: [
    { word: 'sick', labels: ['pneumonia', 'made-up'] },
    { word: 'well', labels: [] },
  ],
  prevalence: null,
  ignored: null,
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-evaluations-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The window's evaluations over two pictures; `hold` keeps the first one's answer back. */
function around({ hold }: { hold?: Promise<void> } = {}) {
  writeFileSync(path.join(folder, 'labels.csv'), 'file,label\na.png,sick\nb.png,well\n');
  const granted: number[] = [];
  const told: [string, Record<string, unknown>][] = [];
  const reader = {
    grant: (instances: { id: number }[]) => Promise.resolve(void granted.push(...instances.map(({ id }) => id))),
    index: (_roots: string[], tell: (event: IndexEvent) => void) => {
      ['a.png', 'b.png'].forEach((name, i) =>
        tell({ kind: 'instance', path: path.join(folder, name), modifiedMs: 1, description: film(i + 1) }),
      );
      return { done: Promise.resolve({}), cancel: () => undefined };
    },
  };
  let asked = 0;
  const inference = {
    model: () => Promise.resolve({ file: '/m/model.onnx', manifest: ModelManifest.parse(shipped) }),
    cancel: () => undefined,
    makeReady: () => undefined,
    analyze: async ({ instanceId }: AnalysisJob) => {
      asked += 1;
      await hold;
      return {
        kind: 'result',
        result: { ...result(instanceId), probabilities: { pneumonia: asked === 1 ? 0.9 : 0.1 } },
      };
    },
  };
  const evaluations = new Evaluations({
    rooms: { reader, inference },
    printer: { printEvaluation: () => Promise.resolve(Uint8Array.of(37, 80, 68, 70)) },
    version: '0.1.0',
    language: () => 'en',
    window: () => ({}),
    tell: (name: string, payload: Record<string, unknown>) => told.push([name, payload]),
  } as never);
  const chooses = async () => {
    electron.open.mockResolvedValueOnce({ filePaths: [folder] });
    const pictures = await evaluations.choosePictures();
    electron.open.mockResolvedValueOnce({ filePaths: [path.join(folder, 'labels.csv')] });
    return { pictures, labels: await evaluations.chooseLabels() };
  };
  const ended = () =>
    vi.waitFor(() => {
      const end = told.find(([name]) => name === 'evaluation.end')?.[1];
      expect(end).toBeDefined();
      return EvaluationEnd.parse(end);
    });
  return { evaluations, chooses, ended, granted, told };
}

describe('the window’s evaluations', () => {
  it('tell the page names, figures and no path', async () => {
    const { evaluations, chooses, ended, told } = around();
    const { pictures, labels } = await chooses();
    expect(pictures).toBe(path.basename(folder));
    expect(labels).toMatchObject({ name: 'labels.csv', summary: { rows: 2, patients: null } });
    const jobId = await evaluations.start(WISHES);
    const end = await ended();
    expect(end).toMatchObject({ jobId, outcome: 'done', evaluation: { cases: 2 } });
    expect(end.evaluation!.labels[0]!.auc.value).toBe(1);
    expect(JSON.stringify([told, pictures, labels])).not.toContain(folder);
  });

  it('number their files far from those of the case log: no picture of a patient is granted anew', async () => {
    const { evaluations, chooses, ended, granted } = around();
    await chooses();
    await evaluations.start(WISHES);
    await ended();
    expect(granted.every((id) => id > 2 ** 40)).toBe(true);
    expect(new Set(granted).size).toBe(2);
  });

  it('start with nothing before pictures and labels were chosen', async () => {
    const { evaluations } = around();
    await expect(evaluations.start(WISHES)).rejects.toMatchObject({ code: 'call-malformed' });
    electron.open.mockResolvedValueOnce({ filePaths: [] });
    expect(await evaluations.choosePictures()).toBeNull();
  });

  it('keep the label file that was there when another one can’t be used', async () => {
    const { evaluations, chooses, ended } = around();
    await chooses();
    writeFileSync(path.join(folder, 'wrong.csv'), 'path,class\n');
    electron.open.mockResolvedValueOnce({ filePaths: [path.join(folder, 'wrong.csv')] });
    await expect(evaluations.chooseLabels()).rejects.toMatchObject({ code: 'labels-invalid' });
    await evaluations.start(WISHES);
    expect((await ended()).outcome).toBe('done');
  });

  it('make no figure of what was cancelled, and leave nothing to save', async () => {
    let release: () => void = () => undefined;
    const { evaluations, chooses, ended } = around({ hold: new Promise((resolve) => (release = resolve)) });
    await chooses();
    evaluations.cancel(await evaluations.start(WISHES));
    release();
    expect(await ended()).toMatchObject({ outcome: 'cancelled', evaluation: null });
    await expect(evaluations.save('report')).rejects.toMatchObject({ code: 'record-missing' });
  });

  it('fail with the code of what was wrong', async () => {
    const { evaluations, chooses, ended } = around();
    await chooses();
    await evaluations.start({ ...WISHES, words: [] });
    expect(await ended()).toMatchObject({ outcome: 'failed', reason: { code: 'labels-invalid' } });
  });

  it('write where the person says, and nothing else than a PNG as a picture', async () => {
    const { evaluations, chooses, ended } = around();
    await chooses();
    await evaluations.start(WISHES);
    await ended();
    const file = path.join(folder, 'roc');
    electron.save.mockResolvedValue({ canceled: false, filePath: file });
    expect(await evaluations.savePlot('roc', 'pneumonia', null)).toBe(true);
    expect(readFileSync(`${file}.csv`, 'utf8')).toMatch(/^label,threshold,/);
    expect(await evaluations.save('report')).toBe(true);
    expect(readFileSync(`${file}.pdf`, 'utf8')).toBe('%PDF');
    await expect(evaluations.savePlot('roc', 'pneumonia', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'call-malformed',
    });
    await expect(evaluations.savePlot('masks', 'pneumonia', null)).rejects.toMatchObject({ code: 'record-missing' });
    electron.save.mockResolvedValue({ canceled: true });
    expect(await evaluations.save('cases')).toBe(false);
  });
});
