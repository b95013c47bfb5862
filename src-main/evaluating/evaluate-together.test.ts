import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { InstanceId } from '../../src-shared/contract/ids.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { film, result } from '../caselog/examples.ts';
import type { AnalysisJob, JobEnd } from '../inference/index.ts';
import type { IndexEvent } from '../reading/index.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));
const { evaluatePictures } = await import('./evaluate-pictures.ts');

const chest = ModelManifest.parse(shipped);
const sequence = {
  ...chest,
  task: 'sequence' as const,
  input: { ...chest.input, kind: 'sequence' as const, layout: 'NTCHW' as const, size: [null, 64, 64] },
};
const byStudy: ModelManifest = { ...sequence, input: { ...sequence.input, steps: 'studies' } };

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-together-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Evaluates a network on films by name; answers which films each question was about. */
async function run(
  manifest: ModelManifest,
  films: Record<string, InstanceDescription>,
  table: string,
  end?: (job: AnalysisJob) => JobEnd,
) {
  const labels = path.join(folder, 'labels.csv');
  writeFileSync(labels, table);
  const names = new Map<number, string>();
  const asked: (string | undefined)[][] = [];
  const reader = {
    grant: async (granted: { id: number; path: string }[]) => {
      for (const { id, path: file } of granted) names.set(id, path.relative(folder, file).split(path.sep).join('/'));
    },
    index: (_roots: string[], tell: (event: IndexEvent) => void) => {
      for (const [name, description] of Object.entries(films)) {
        tell({ kind: 'instance', path: path.join(folder, name), modifiedMs: 1, description });
      }
      return { done: Promise.resolve({}), cancel: () => undefined };
    },
  };
  const inference = {
    cancel: () => undefined,
    makeReady: () => undefined,
    analyze: async (job: AnalysisJob) => {
      const { volume } = job;
      asked.push((volume?.slices ?? []).map(({ instance }) => names.get(volume!.instances[instance]!.instanceId)));
      return end?.(job) ?? { kind: 'result', result: { ...result(job.instanceId), probabilities: { pneumonia: 0.5 } } };
    },
  };
  let last = 0;
  const failed: string[] = [];
  const evaluating = evaluatePictures(
    { reader, inference, signal: new AbortController().signal, nextId: () => InstanceId.parse((last += 1)) } as never,
    {
      model: { file: '/m/model.onnx', manifest },
      ...{ paths: [folder], labels, prevalence: null, ignored: null },
      map: new Map([
        ['sick', ['pneumonia']],
        ['well', []],
      ]),
    },
    { progress: () => undefined, failed: (_file, { code }) => failed.push(code) },
  );
  return { evaluated: await evaluating, asked, failed };
}

const of = (n: number, patientId: string, studyDate: string) =>
  film(n, { patientId, patientName: `Doe^${patientId}`, studyDate });

describe('evaluating a network that reads study by study', () => {
  it('asks about each film that has a row, with the earlier studies of its patient and nobody else’s', async () => {
    const { evaluated, asked } = await run(
      byStudy,
      {
        'b2.dcm': of(1, 'B', '2024-01-01'),
        'a3.dcm': of(2, 'A', '2023-03-01'),
        'a1.dcm': of(3, 'A', '2021-03-01'),
        'a2.dcm': of(4, 'A', '2022-03-01'),
        'c1.dcm': of(5, 'C', '2022-03-01'),
      },
      'file,label,patient\na3.dcm,sick,A\na2.dcm,well,A\nb2.dcm,well,B\n',
    );
    expect(asked).toEqual([['b2.dcm'], ['a1.dcm', 'a2.dcm', 'a3.dcm'], ['a1.dcm', 'a2.dcm']]);
    expect(evaluated?.evaluation).toMatchObject({ cases: 3, patients: 2, unlabelled: 1, missing: 0, failed: 0 });
  });
});

describe('evaluating a network that reads series', () => {
  const slice = (n: number, series: number): InstanceDescription => {
    const { pixels, gate, ...rest } = film(series, { patientId: 'A', patientName: 'Doe^A', studyUid: '1.2.3' });
    const place = { imagePositionMm: [0, 0, n] as const, imageOrientation: [1, 0, 0, 0, 1, 0] as const };
    return {
      ...rest,
      ...{ seriesUid: `1.2.3.${series}`, instanceUid: `1.2.3.${series}.${n}`, instanceNumber: n },
      fileSha256: `${series}${n}`.padStart(64, '0'),
      gate: { ...gate, modality: 'CT', viewPosition: null },
      pixels: { ...pixels, rows: 8, columns: 8, ...place },
    } as unknown as InstanceDescription;
  };
  const films = {
    's1/2.dcm': slice(2, 1),
    's1/1.dcm': slice(1, 1),
    's2/1.dcm': slice(1, 2),
    's2/2.dcm': slice(2, 2),
    's3/1.dcm': slice(1, 3),
    's3/2.dcm': slice(2, 3),
  };

  it('asks about each series whose folder or slice has a row, and counts the others', async () => {
    const { evaluated, asked } = await run(sequence, films, 'file,label\ns1,sick\ns2/2.dcm,well\n');
    expect(asked).toEqual([
      ['s1/1.dcm', 's1/2.dcm'],
      ['s2/1.dcm', 's2/2.dcm'],
    ]);
    expect(evaluated?.evaluation).toMatchObject({ cases: 2, unlabelled: 2, missing: 0, failed: 0 });
  });

  it('says of several rows for one series that nobody can tell which counts', async () => {
    const { evaluated, failed } = await run(sequence, films, 'file,label\ns1/1.dcm,sick\ns1/2.dcm,well\ns2,well\n');
    expect(failed).toEqual(['labels-many']);
    expect(evaluated?.evaluation).toMatchObject({ cases: 1, failed: 1 });
  });
});

it('makes no figures of the first films of a network that is given up', async () => {
  const films = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`${i}.dcm`, of(i + 1, `P${i}`, '2024-01-01')] as const),
  );
  const table = `file,label\n${Object.keys(films)
    .map((name) => `${name},well`)
    .join('\n')}\n`;
  const late = (): JobEnd => ({ kind: 'failed', reason: { code: 'model-timeout', details: {} } });
  await expect(run(chest, films, table, late)).rejects.toMatchObject({ code: 'model-given-up' });
});
