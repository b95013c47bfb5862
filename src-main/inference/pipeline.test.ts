import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { AskedQuestion, ModelOnDisk, Stage } from './calls.ts';
import { analyze } from './pipeline.ts';
import { selfTest, syntheticInput } from './self-test.ts';
import { readManifest } from './registry/read-manifest.ts';

const folder = path.join(import.meta.dirname, '../../models/chest-xr-pneumonia');
const { manifest: shipped } = await readManifest(path.join(folder, 'manifest.json'));
// made-up pictures lie beyond every domain; what happens then is told with the small networks
const manifest: ModelManifest = { ...shipped, domain: { method: 'none' } };
const model: ModelOnDisk = { file: path.join(folder, manifest.file.name), manifest };
const [modality] = manifest.input.modalities as [string];
const headline = manifest.operatingPoints[0]!.label;
const { calibration } = manifest;
const temperature = (calibration.method === 'temperature' && calibration.labels?.[headline]?.temperature) || NaN;

const ROWS = 120;
const COLUMNS = 100;
const values = Uint8Array.from({ length: ROWS * COLUMNS }, (_, i) => {
  const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
  return 128 - 100 * Math.sin(row / 17) * Math.cos(column / 13);
});

function frameOf(stored: Uint8Array): Frame {
  return { rows: ROWS, columns: COLUMNS, samplesPerPixel: 1, sampleType: 'uint8', values: stored };
}

const pixels: PixelDescription = {
  rows: ROWS,
  columns: COLUMNS,
  frames: 1,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  sampleType: 'uint8',
  bitsStored: 8,
  rescale: { slope: 1, intercept: 0, unit: null },
  modalityLut: null,
  windows: [],
  voiLut: null,
  padding: null,
  spacing: { rowMm: null, columnMm: null, provenance: 'none' },
  imagePositionMm: null,
  imageOrientation: null,
  lossy: false,
};

function inputOf(change: Partial<AskedQuestion> = {}, gate: Partial<AskedQuestion['gate']> = {}): AskedQuestion {
  const fitting = { bodyPart: manifest.input.bodyParts[0] ?? null, viewPosition: manifest.input.views[0] ?? null };
  return {
    model,
    threads: 1,
    instanceId: InstanceId.parse(41),
    frame: 0,
    pixels,
    gate: { container: 'dicom', modality, ageYears: manifest.input.ageYears?.[0] ?? null, ...fitting, ...gate },
    insist: false,
    ...change,
  };
}

async function ask(change: Partial<AskedQuestion> = {}, gate: Partial<AskedQuestion['gate']> = {}, stored = values) {
  const stages: Stage[] = [];
  const asked: [number, number][] = [];
  const source = {
    frame: async (instanceId: InstanceId, frame: number) => {
      asked.push([instanceId, frame]);
      return frameOf(stored);
    },
  };
  const outcome = await analyze(inputOf(change, gate), source, ({ stage }) => stages.push(stage));
  return { outcome, stages, asked };
}

const noSuchFile: ModelOnDisk = { ...model, file: path.join(folder, 'no-such-file.onnx') };
const WRONG = { modality: 'MG' };

describe('asking a network about a frame', () => {
  it('goes through every stage once, in order, and measures each', async () => {
    const { outcome, stages } = await ask();
    expect(stages).toEqual(['read', 'prepare', 'load', 'run', 'explain']);
    for (const stage of stages) expect(outcome.timingsMs[stage]).toBeGreaterThan(0);
  });

  it('answers with a result that can be stored as it is', async () => {
    const { onnxruntime, pictures, ...outcome } = (await ask()).outcome;
    expect(pictures).toEqual([]);
    const result = { ...outcome, versions: { application: '0.1.0', onnxruntime } };
    expect(AnalysisResult.parse(result)).toEqual(result);
    expect(result).toMatchObject({
      refusal: null,
      insisted: false,
      warnings: [],
      model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    });
    expect(result.verdict).not.toBe('refused');
    expect(result.operatingPoint?.label).toBe(headline);
  });

  it('asks for the very frame that it was asked about and names it in the result', async () => {
    const { outcome, asked } = await ask({ instanceId: InstanceId.parse(7), frame: 3 });
    expect(asked).toEqual([[7, 3]]);
    expect(outcome.input).toMatchObject({ instanceId: 7, frame: 3 });
  });

  it('names the stored values that it saw by their hash, and those alone', async () => {
    const within = new Uint8Array(values.length + 64).fill(9);
    within.set(values, 32);
    const sha256 = createHash('sha256').update(values).digest('hex');
    expect((await ask()).outcome.input.pixelSha256).toBe(sha256);
    const view = within.subarray(32, 32 + values.length);
    expect((await ask({}, {}, view)).outcome.input.pixelSha256).toBe(sha256);
    const other = values.map((value, i) => (i === 5 ? value ^ 1 : value));
    expect((await ask({}, {}, other)).outcome.input.pixelSha256).not.toBe(sha256);
  });

  it('shows as its map the very evidence for its number: the mean of the map is the logit', async () => {
    const { probabilities, map } = (await ask()).outcome;
    const mean = map!.values.reduce((sum, value) => sum + value, 0) / map!.values.length;
    expect(map!.label).toBe(headline);
    expect(map!.values.length).toBe(map!.rows * map!.columns);
    expect(Math.abs(probabilities[headline]! - 1 / (1 + Math.exp(-mean / temperature)))).toBeLessThan(1e-5);
  });

  it('says the same of a film however its grey values are stored', async () => {
    const plain = (await ask()).outcome.probabilities;
    const inverted = values.map((value) => 255 - value);
    const film = await ask({ pixels: { ...pixels, photometric: 'MONOCHROME1' } }, {}, inverted);
    for (const [label, probability] of Object.entries(plain)) {
      expect(film.outcome.probabilities[label]).toBeCloseTo(probability, 6);
    }
  });

  it("passes on the reader's code when the frame can't be had", async () => {
    const source = { frame: () => Promise.reject(new CodedError('codec-corrupt')) };
    await expect(analyze(inputOf(), source, () => undefined)).rejects.toMatchObject({ code: 'codec-corrupt' });
  });

  it.each([
    ['missing', noSuchFile, 'model-missing'],
    ['changed', { ...model, file: path.join(folder, 'manifest.json') }, 'model-changed'],
  ])('gives no result of a model that is %s', async (_name, wrong, code) => {
    await expect(ask({ model: wrong, threads: 3 })).rejects.toMatchObject({ code });
  });
});

describe('a refused frame', () => {
  it('carries no number and no map, and never reaches the network', async () => {
    const { outcome, stages } = await ask({ model: noSuchFile, threads: 4 }, WRONG);
    expect(stages).toEqual(['read', 'prepare']);
    expect(outcome).toMatchObject({
      verdict: 'refused',
      refusal: { code: 'modality-unsuitable' },
      insisted: false,
      probabilities: {},
      map: null,
      operatingPoint: null,
      timingsMs: { load: 0, run: 0, explain: 0 },
    });
    expect(outcome.input.pixelSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps its warnings', async () => {
    const { outcome } = await ask({}, { ...WRONG, viewPosition: null });
    expect(outcome.warnings.map(({ code }) => code)).toEqual(manifest.input.views.length > 0 ? ['view-unknown'] : []);
  });

  it('is one that shows nothing', async () => {
    const { outcome, stages } = await ask({}, {}, new Uint8Array(values.length).fill(77));
    expect(outcome).toMatchObject({ verdict: 'refused', refusal: { code: 'image-blank' }, probabilities: {} });
    expect(stages).not.toContain('run');
  });

  it('is refused for what the file says before it is refused for being blank', async () => {
    const { outcome } = await ask({}, WRONG, new Uint8Array(values.length));
    expect(outcome.refusal?.code).toBe('modality-unsuitable');
  });
});

describe('a person who insists', () => {
  it('gets the number, marked for ever with the refusal that stood against it', async () => {
    const { outcome } = await ask({ insist: true }, WRONG);
    expect(outcome).toMatchObject({ insisted: true, refusal: { code: 'modality-unsuitable' } });
    expect(outcome.warnings[0]).toEqual({ code: 'result-insisted', details: {} });
    expect(outcome.verdict).not.toBe('refused');
    expect(outcome.probabilities).toEqual((await ask()).outcome.probabilities);
  });

  it('gets no mark where nothing stood against it', async () => {
    const { outcome } = await ask({ insist: true });
    expect(outcome).toMatchObject({ insisted: false, refusal: null, warnings: [] });
  });

  it('gets a marked number of a blank frame too', async () => {
    const { outcome } = await ask({ insist: true }, {}, new Uint8Array(values.length));
    expect(outcome).toMatchObject({ insisted: true, refusal: { code: 'image-blank' } });
    expect(Object.values(outcome.probabilities).every(Number.isFinite)).toBe(true);
  });
});

describe('the self-test', () => {
  const altered = (expected: Record<string, number[]>) => ({
    model: { ...model, manifest: { ...manifest, selfTest: { ...manifest.selfTest, expected } } },
    threads: 1,
  });
  const { expected, tolerance } = manifest.selfTest;
  const [name, wanted] = Object.entries(expected)[0] as [string, number[]];

  it('passes for the shipped network on this machine', async () => {
    const { largestDifference, runMs } = await selfTest({ model, threads: 1 });
    expect(largestDifference).toBeLessThanOrEqual(tolerance);
    expect(runMs).toBeGreaterThan(0);
  });

  it('fails for every expected value that is off by a little more than the tolerance', async () => {
    for (const off of [2 * tolerance, -2 * tolerance]) {
      for (let place = 0; place < wanted.length; place++) {
        const wrong = wanted.map((value, i) => (i === place ? value + off : value));
        await expect(selfTest(altered({ [name]: wrong }))).rejects.toMatchObject({ code: 'model-output-invalid' });
      }
    }
  });

  it.each([
    ['NaN', { [name]: wanted.map(() => NaN) }, 'model-output-invalid', { output: name }],
    ['too few values', { [name]: wanted.slice(1) }, 'manifest-mismatch', { field: `selfTest.expected.${name}` }],
    ['too many values', { [name]: [...wanted, 0] }, 'manifest-mismatch', { model: wanted.length }],
    ['an output that is not there', { ...expected, other: [0] }, 'manifest-mismatch', { manifest: 'other' }],
  ])('is not fooled by %s', async (_case, values, code, details) => {
    await expect(selfTest(altered(values))).rejects.toMatchObject({ code, details });
  });

  it("runs on the manifest's formula", () => {
    const { data: input, dims } = syntheticInput(manifest);
    const { amplitude, step } = manifest.selfTest.generator;
    expect(dims).toEqual([1, 1, ...manifest.input.size]);
    expect(input.length).toBe(manifest.input.size[0]! * manifest.input.size[1]!);
    for (const i of [0, 1, 999, input.length - 1]) expect(input[i]).toBeCloseTo(amplitude * Math.sin(step * i), 5);
  });
});
