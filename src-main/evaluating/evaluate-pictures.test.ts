import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-lungs/manifest.json' with { type: 'json' };
import { CodedError } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { film, refusal, result } from '../caselog/examples.ts';
import type { AnalysisJob } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { evaluatePictures } = await import('./evaluate-pictures.ts');
const { maskFile } = await import('./true-mask.ts');

const FIGURES = { dice: 0.9, intersectionOverUnion: 0.8, hausdorff95: 2, unit: 'px' as const };

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-masks-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Evaluates an outlining network on these files of the folder; those named `refused…` it refuses. */
async function run(
  files: string[],
  table: string,
  abort = new AbortController(),
  described = (_file: string, n: number) => film(n),
) {
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), '');
  }
  const labels = path.join(folder, 'labels.csv');
  writeFileSync(labels, table);
  const names = new Map<number, string>();
  const compareMasks = vi.fn(({ instanceId }: { instanceId: number }) => {
    if (names.get(instanceId)?.includes('small')) throw new CodedError('labels-mask-differs');
    return Promise.resolve([FIGURES]);
  });
  const reader = {
    grant: (granted: { id: number; path: string }[]) => {
      for (const { id, path: file } of granted) names.set(id, path.relative(folder, file));
      return Promise.resolve();
    },
    index: (roots: string[], tell: (event: IndexEvent) => void) => {
      const found = roots[0] === folder ? files.map((file) => path.join(folder, file)) : roots;
      found.forEach((file, i) =>
        tell({ kind: 'instance', path: file, modifiedMs: 1, description: described(file, i + 1) }),
      );
      return { done: Promise.resolve({}), cancel: () => undefined };
    },
    compareMasks,
  };
  const inference = {
    cancel: () => undefined,
    makeReady: () => undefined,
    analyze: ({ instanceId }: AnalysisJob) => {
      const refused = names.get(instanceId)?.startsWith('refused');
      const pictures = [{ artefact: { kind: 'mask', labels: ['lung'] }, bytes: Uint8Array.of(1) }];
      const answer = refused ? refusal(instanceId) : { ...result(instanceId), probabilities: {} };
      return Promise.resolve({ kind: 'result', result: answer, pictures });
    },
  };
  let last = 0;
  const failed = vi.fn();
  const evaluated = await evaluatePictures(
    { reader, inference, signal: abort.signal, nextId: () => InstanceId.parse((last += 1)) } as never,
    {
      model: { file: '/m/model.onnx', manifest: ModelManifest.parse(shipped) },
      ...{ paths: [folder], labels, map: new Map(), prevalence: null, ignored: 127 },
    },
    { progress: () => undefined, failed },
  );
  return { evaluated, failed, compareMasks, names };
}

describe('evaluating an outlining network', () => {
  it('compares each outline with the mask of its own row, under a number of its own', async () => {
    const { evaluated, compareMasks, names } = await run(
      ['a/1.png', 'b/1.png', 'masks/a1.png', 'masks/b1.png'],
      'file,mask,patient\na/1.png,masks/a1.png,p\nb/1.png,masks/b1.png,q\n',
    );
    const compared = compareMasks.mock.calls.map(([input]) => names.get(input.instanceId));
    expect(compared).toEqual(['masks/a1.png', 'masks/b1.png']);
    expect(new Set(names.keys()).size).toBe(names.size);
    expect(compareMasks.mock.calls[0]![0]).toMatchObject({ labels: 1, ignored: 127, frames: 1 });
    expect(evaluated!.evaluation).toMatchObject({ cases: 2, unlabelled: 0, failed: 0, patients: 2, labels: [] });
    expect(evaluated!.evaluation.masks[0]).toMatchObject({ label: 'lung', cases: 2, dice: { value: 0.9 } });
  });

  it('counts what is refused, what has no mask, and what can’t be compared', async () => {
    const { evaluated, failed } = await run(
      ['refused.png', 'plain.png', 'x.png', 'gone.png', 'm/small.png'],
      'file,mask\nrefused.png,m/small.png\nplain.png,\nx.png,m/small.png\ngone.png,m/none.png\n',
    );
    expect(evaluated!.evaluation).toMatchObject({ cases: 1, refused: 1, unlabelled: 1, failed: 2 });
    expect(failed.mock.calls.map(([file, { code }]) => [path.basename(file as string), code])).toEqual([
      ['x.png', 'labels-mask-differs'],
      ['gone.png', 'source-gone'],
    ]);
  });

  it('compares no outline of frames that were put in order with a mask that does not say where it lies', async () => {
    const enhanced = (order: readonly number[]) => (file: string, n: number) => {
      const { pixels, ...rest } = film(n);
      const perFrame = order.map((mm) => ({ imagePositionMm: [0, 0, mm] as [number, number, number] }));
      const orientation = { imagePositionMm: perFrame[0]!.imagePositionMm, imageOrientation: [1, 0, 0, 0, 1, 0] };
      const frames = order.length;
      return {
        ...rest,
        pixels: { ...pixels, frames, ...(path.basename(file).startsWith('mask') ? {} : { ...orientation, perFrame }) },
      };
    };
    const table = 'file,mask\n1.dcm,mask.png\n';
    const mixed = await run(['1.dcm', 'mask.png'], table, undefined, enhanced([3, 0, 6]));
    expect(mixed.failed.mock.calls.map(([, { code }]) => code)).toEqual(['labels-mask-differs']);
    const ordered = await run(['1.dcm', 'mask.png'], table, undefined, enhanced([0, 3, 6]));
    expect(ordered.evaluated!.evaluation).toMatchObject({ cases: 1, failed: 0 });
  });

  it('makes no figure of a part: cancelled is nothing', async () => {
    const abort = new AbortController();
    abort.abort();
    const { evaluated } = await run(['1.png'], 'file,mask\n1.png,1.png\n', abort);
    expect(evaluated).toBeNull();
  });
});

describe('the mask that a row names', () => {
  it('lies below a folder that a person chose, never outside of it', () => {
    mkdirSync(path.join(folder, 'in'));
    writeFileSync(path.join(folder, 'secret.png'), '');
    writeFileSync(path.join(folder, 'in', 'm.png'), '');
    const chosen = [path.join(folder, 'in')];
    expect(maskFile('m.png', chosen)).toBe(path.join(folder, 'in', 'm.png'));
    for (const name of ['../secret.png', path.join(folder, 'secret.png'), 'none.png']) {
      expect(() => maskFile(name, chosen), name).toThrow('source-gone');
    }
  });
});
