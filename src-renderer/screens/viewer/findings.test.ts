import { describe, expect, it } from 'vitest';
import type { InstanceId, JudgementId, ModelId, ResultId } from '../../../src-shared/contract/ids.ts';
import type { ShownManifest, StoredResult } from '../../../src-shared/contract/records.ts';
import type { Judgement } from '../../../src-shared/findings/judgement.ts';
import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import {
  awaitingWord,
  findingsOf,
  hasFigures,
  isOneOfSeveral,
  manifestOf,
  measuredPoint,
  newerVersion,
  saidBy,
  showsAllLabels,
  warningsOf,
} from './findings.ts';

const label = (id: string, given: string | null = null) => ({ id, title: { en: id, zh: id }, code: null, given });
const interval = { value: 0.9, low: 0.8, high: 0.95 };
const point = {
  name: 'default',
  label: 'pneumonia',
  threshold: 0.4,
  sensitivity: interval,
  specificity: interval,
  cases: 100,
  patients: 50,
};
const manifest = {
  id: 'chest-xr-pneumonia',
  version: '1.0.0',
  file: { sha256: 'f'.repeat(64) },
  outputs: [
    {
      name: 'logits',
      kind: 'logits',
      activation: 'sigmoid',
      labels: [label('pneumonia'), label('bacterial', 'pneumonia')],
    },
  ],
  operatingPoints: [point],
} as unknown as ShownManifest;

const result = (change: Partial<AnalysisResult> = {}): AnalysisResult => ({
  input: { instanceId: 1 as InstanceId, frame: 0, pixelSha256: 'a'.repeat(64) },
  model: { id: 'chest-xr-pneumonia' as ModelId, version: '1.0.0', sha256: 'f'.repeat(64) },
  task: 'classification',
  verdict: 'above',
  refusal: null,
  insisted: false,
  operatingPoint: { name: 'default', label: 'pneumonia', threshold: 0.4, indeterminate: null },
  warnings: [],
  probabilities: { pneumonia: 0.93, bacterial: 0.6 },
  map: null,
  timingsMs: { read: 0, prepare: 0, load: 0, run: 0, explain: 0 },
  provider: { name: 'cpu', threads: 2 },
  versions: { application: '0', onnxruntime: '0' },
  ...change,
});
const stored = (id: number, change: Partial<AnalysisResult> = {}): StoredResult => ({
  id: id as ResultId,
  at: '2026-01-01T00:00:00.000Z',
  result: result(change),
});
const judged = (id: number, of: number, kind: Judgement['kind']): Judgement => ({
  id: id as JudgementId,
  resultId: of as ResultId,
  kind,
  comment: '',
  at: '2026-01-01T00:00:00.000Z',
});

describe('findingsOf', () => {
  it('puts the newest first and marks what it replaces', () => {
    const findings = findingsOf({ results: [stored(1), stored(2)], series: [], judgements: [] });
    expect(findings.map(({ stored: { id }, prior }) => [id, prior])).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  it('replaces nothing of another picture or model', () => {
    const other = { ...result().input, instanceId: 2 as InstanceId };
    const findings = findingsOf({ results: [stored(1), stored(2, { input: other })], series: [], judgements: [] });
    expect(findings.every(({ prior }) => !prior)).toBe(true);
  });

  it('keeps every judgement with its own result, oldest first', () => {
    const judgements = [judged(1, 1, 'accept'), judged(2, 2, 'reject'), judged(3, 1, 'change')];
    const [second, first] = findingsOf({ results: [stored(1), stored(2)], series: [], judgements });
    expect(first?.judgements.map(({ kind }) => kind)).toEqual(['accept', 'change']);
    expect(second?.judgements.map(({ kind }) => kind)).toEqual(['reject']);
  });
});

describe('awaitingWord', () => {
  it('is the newest result without a judgement', () => {
    expect(awaitingWord(findingsOf({ results: [stored(1), stored(2)], series: [], judgements: [] }))).toBe(2);
  });

  it('is never a refusal, a prior result or a judged one', () => {
    const refusedLast = [stored(1), stored(2, { verdict: 'refused', probabilities: {}, operatingPoint: null })];
    expect(awaitingWord(findingsOf({ results: refusedLast, series: [], judgements: [] }))).toBeNull();
    expect(
      awaitingWord(findingsOf({ results: [stored(1)], series: [], judgements: [judged(1, 1, 'accept')] })),
    ).toBeNull();
  });
});

describe('saidBy', () => {
  it('sets the label with the operating point apart from the others', () => {
    const said = saidBy(result(), manifest);
    expect(said.main).toMatchObject({ id: 'pneumonia', probability: 0.93 });
    expect(said.others).toEqual([{ label: label('bacterial', 'pneumonia'), probability: 0.6, judged: null }]);
  });

  it('judges every other label by its own operating point, so that none is called a finding without one', () => {
    const each = {
      ...manifest,
      indeterminate: {},
      operatingPoints: [point, { ...point, label: 'bacterial', threshold: 0.7 }],
    };
    const [other] = saidBy(result(), each).others;
    expect(other?.judged).toEqual({ verdict: 'below', threshold: 0.7 });
  });

  it('says nothing of a refusal', () => {
    const refused = result({ verdict: 'refused', probabilities: {}, operatingPoint: null });
    expect(saidBy(refused, manifest)).toEqual({ main: null, others: [] });
  });

  it('says the number without a title when the model left the shelf', () => {
    expect(saidBy(result(), null)).toEqual({ main: { label: null, id: 'pneumonia', probability: 0.93 }, others: [] });
  });
});

describe('hasFigures', () => {
  it('is unknown of a model that left the shelf, and no where its description has none', () => {
    expect(hasFigures(null)).toBeNull();
    expect(hasFigures({ figures: [], operatingPoints: [] })).toBe(false);
    expect(hasFigures({ figures: [], operatingPoints: [point] })).toBe(true);
  });
});

describe('measuredPoint', () => {
  it('is the operating point that was used', () => {
    expect(measuredPoint(result(), manifest)).toEqual(point);
  });

  it('is unknown when the manifest has another threshold or is gone', () => {
    const used = { name: 'default', label: 'pneumonia', threshold: 0.5, indeterminate: null };
    expect(measuredPoint(result({ operatingPoint: used }), manifest)).toBeNull();
    expect(measuredPoint(result(), null)).toBeNull();
  });
});

describe('manifestOf', () => {
  it('never takes another version or file for the one that spoke', () => {
    expect(manifestOf(result(), [manifest])).toBe(manifest);
    expect(manifestOf(result(), [{ ...manifest, version: '1.0.1' }])).toBeNull();
    expect(manifestOf(result(), [{ ...manifest, file: { ...manifest.file, sha256: '0'.repeat(64) } }])).toBeNull();
  });
});

describe('a result and what came before and after it', () => {
  it('knows the answer before it to the same question, and none to another', () => {
    const other = { instanceId: 2 as InstanceId, frame: 0, pixelSha256: 'b'.repeat(64) };
    const results = [stored(1), stored(2, { input: other }), stored(3), stored(4)];
    const before = findingsOf({ results, series: [], judgements: [] }).map((finding) => [
      finding.stored.id,
      finding.before?.id,
    ]);
    expect(before).toEqual([
      [4, 3],
      [3, 1],
      [2, undefined],
      [1, undefined],
    ]);
  });

  it('is out of date as soon as a newer version of its network is here', () => {
    const version = (of: string) => ({ ...manifest, version: of }) as ShownManifest;
    expect(newerVersion(result(), [version('1.0.0'), version('0.9.9')])).toBeNull();
    expect(newerVersion(result(), [version('1.0.10'), version('1.0.9')])).toBe('1.0.10');
    expect(newerVersion(result(), [{ ...version('2.0.0'), id: 'other' as ModelId }])).toBeNull();
  });
});

describe('a network that names one of several labels', () => {
  const softmax = {
    ...manifest,
    operatingPoints: [],
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] }],
  } as unknown as ShownManifest;

  it('is told from one whose labels stand each for itself', () => {
    expect(isOneOfSeveral(result(), softmax)).toBe(true);
    expect(isOneOfSeveral(result(), manifest)).toBe(false);
  });

  it('is told by its numbers where the network ends with its own activation', () => {
    const [logits] = softmax.outputs;
    const own = { ...softmax, outputs: [{ ...logits, activation: 'identity' }] } as unknown as ShownManifest;
    expect(isOneOfSeveral(result({ probabilities: { a: 0.3, b: 0.7 } }), own)).toBe(true);
    expect(isOneOfSeveral(result({ probabilities: { a: 0.3, b: 0.4 } }), own)).toBe(false);
  });

  it('stands beside the others, as labels do that no threshold judges', () => {
    expect(showsAllLabels(result(), softmax)).toBe(true);
    expect(showsAllLabels(result(), manifest)).toBe(false);
    const independent = {
      ...softmax,
      outputs: [{ ...softmax.outputs[0], activation: 'sigmoid' }],
    } as unknown as ShownManifest;
    const unjudged = result({ verdict: 'indeterminate', operatingPoint: null, probabilities: { a: 0.2, b: 0.8 } });
    expect(showsAllLabels(unjudged, independent)).toBe(true);
    expect(saidBy(unjudged, independent).main).toMatchObject({ id: 'b', probability: 0.8 });
    // one label presupposes the other
    expect(showsAllLabels(result({ verdict: 'indeterminate', operatingPoint: null }), manifest)).toBe(false);
  });

  it('has its likeliest label as its word', () => {
    const said = saidBy(
      result({ verdict: 'stated', operatingPoint: null, probabilities: { a: 0.2, b: 0.8 } }),
      softmax,
    );
    expect(said.main).toMatchObject({ id: 'b', probability: 0.8 });
  });
});

describe('what a card warns of', () => {
  const [uncalibrated, unknown] = [
    { code: 'result-uncalibrated', details: {} },
    { code: 'spacing-unknown', details: {} },
  ] as const;

  it('is everything that was noticed', () => {
    expect(warningsOf(result({ warnings: [uncalibrated, unknown] }))).toEqual([uncalibrated, unknown]);
  });

  it('is nothing about numbers where a refusal has none', () => {
    expect(warningsOf(result({ verdict: 'refused', warnings: [uncalibrated, unknown] }))).toEqual([unknown]);
  });
});
