import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from './manifest.ts';
import { labelsOf } from './manifest-labels.ts';

type Change = Record<string, unknown> & { input?: Record<string, unknown> };

const label = (id: string) => ({ id, title: { en: id, zh: id }, code: null, given: null });
const none = { method: 'none' };
const bare = { operatingPoints: [], indeterminate: {}, figures: [], calibration: none, domain: none };
const selfTest = (size?: number[]) => ({ ...shipped.selfTest, expected: { any: [0] }, ...(size ? { size } : {}) });
const asItIs = { fit: 'none', filter: 'linear' };

/** One network of each task, as small as its task allows. */
const TASKS: Record<string, Change> = {
  'classification in colour': {
    input: { channels: 3, normalisation: { mean: [0, 0, 0], std: [1, 1, 1] }, range: none },
    outputs: [
      { name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] },
      { name: 'embedding', kind: 'embedding' },
    ],
    calibration: { method: 'temperature', softmax: { temperature: 1.2, ece: 0.01 } },
    domain: { method: 'feature-distance', output: 'embedding', means: [[1, 2]], variance: [1, 1], threshold: 3 },
    testTime: ['flip-columns'],
  },
  'outlines around a point': {
    task: 'segmentation',
    input: {
      point: { default: 'centre', cropPx: [128, 128] },
      range: { method: 'min-max' },
      pad: { mode: 'edge', value: 0, place: 'centre' },
    },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('nodule')], interval: [0.1, 0.9] }],
    calibration: { method: 'isotonic', labels: { nodule: { x: [0, 0.5, 1], y: [0, 0.4, 1], ece: 0.02 } } },
    postprocess: [
      { step: 'threshold', label: null, value: 0.5 },
      { step: 'largest-component', label: 'nodule', count: 1, touch: 'corners' },
      { step: 'fill-holes', label: null },
      { step: 'smooth', label: null, radiusPx: 1 },
      { step: 'minimum-size', label: null, pixels: 4 },
    ],
  },
  'outlines in a volume': {
    task: 'segmentation',
    input: {
      kind: 'volume',
      size: [null, null, null],
      multiple: 8,
      resize: asItIs,
      spacingMm: [2, 1, 1],
      range: { method: 'window', low: -160, high: 240 },
      normalisation: { method: 'z-score' },
      layout: 'NCDHW',
    },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'softmax', labels: [label('a'), label('b')] }],
    tiling: { size: [32, 64, 64], overlap: 0.5 },
  },
  'a sequence': {
    task: 'sequence',
    input: { kind: 'sequence', size: [null, 64, 64], range: none, layout: 'NTCHW' },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('a'), label('b')] }],
    selfTest: selfTest([8, 64, 64]),
  },
  'a larger picture': {
    task: 'enhancement',
    input: { size: [null, null], multiple: 4, resize: asItIs, range: none },
    outputs: [{ name: 'picture', kind: 'image', scale: 2, black: 0, white: 1 }],
    tiling: { size: [256, 256], overlap: 0.25, blend: 'even' },
    figures: [{ ...shipped.figures[0], name: 'psnr-gain-db', label: null, value: 2, low: 1, high: 3 }],
  },
  anomaly: {
    task: 'anomaly',
    outputs: [{ name: 'reconstruction', kind: 'reconstruction' }],
    anomaly: { method: 'reconstruction', output: 'reconstruction', measure: 'mean-squared', threshold: 0.1 },
  },
};

const manifestOf = ({ input, ...change }: Change) => ({
  ...shipped,
  selfTest: selfTest(),
  ...bare,
  ...change,
  input: { ...shipped.input, ...input },
});

function faults(manifest: unknown): string[] {
  const parsed = ModelManifest.safeParse(manifest);
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
}

describe('the manifest of', () => {
  it.each(Object.entries(TASKS))('%s is accepted and loses nothing', (_name, change) => {
    const manifest = manifestOf(change);
    expect(faults(manifest)).toEqual([]);
    expect(ModelManifest.parse(manifest)).toEqual(manifest);
  });

  it('an outline names its labels as that of a classifier does', () => {
    const parsed = ModelManifest.parse(manifestOf(TASKS['outlines in a volume']!));
    expect(labelsOf(parsed).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

const of = (name: string, change: Change) => {
  const base = TASKS[name] as Change;
  return manifestOf({ ...base, ...change, input: { ...base.input, ...change.input } });
};
const COLOUR = 'classification in colour';
const POINT = 'outlines around a point';
const VOLUME = 'outlines in a volume';
const LARGER = 'a larger picture';
const trainedOn = (cases: number) => ({
  ...shipped.training,
  data: shipped.training.data.map((data) => ({ ...data, cases })),
});

describe('a manifest is refused, and the field named, where', () => {
  it.each<[string, unknown, string]>([
    ['means are not one a channel', of(COLOUR, { input: { channels: 1 } }), 'input.normalisation.mean'],
    ['a frame has three sides', of(COLOUR, { input: { size: [8, 8, 8] } }), 'input.size'],
    ['a volume has two sides', of(VOLUME, { input: { size: [null, null] } }), 'input.size'],
    ['a volume is laid out as a picture', of(VOLUME, { input: { layout: 'NCHW' } }), 'input.layout'],
    [
      'the range ends before it begins',
      of(VOLUME, { input: { range: { method: 'window', low: 5, high: 5 } } }),
      'input.range.high',
    ],
    [
      'there is no size to squash to',
      of(COLOUR, { input: { size: [null, 32] }, selfTest: selfTest([32, 32]) }),
      'input.resize.fit',
    ],
    ['a fixed size takes no other picture', of(COLOUR, { input: { resize: asItIs } }), 'input.resize.fit'],
    [
      'a letterbox is not filled',
      of(COLOUR, { input: { resize: { fit: 'letterbox', filter: 'linear' } } }),
      'input.pad',
    ],
    ['tiles have two sides in a volume', of(VOLUME, { tiling: { size: [32, 32], overlap: 0 } }), 'tiling.size'],
    ['a tile is no multiple', of(LARGER, { tiling: { size: [255, 256], overlap: 0 } }), 'tiling.size.0'],
    ['a tile is not of the fixed size', of(LARGER, { input: { size: [128, null] } }), 'tiling.size.0'],
    ['tiles overlap wholly', of(LARGER, { tiling: { size: [256, 256], overlap: 1 } }), 'tiling.overlap'],
    ['a self-test has no size', of('a sequence', { selfTest: selfTest() }), 'selfTest.size'],
    ['a volume is read study by study', of(VOLUME, { input: { steps: 'studies' } }), 'input.steps'],
    [
      'it is fixed how many studies a patient has',
      of('a sequence', { input: { steps: 'studies', size: [3, 16, 16] } }),
      'input.size.0',
    ],
    ['a point is in a volume', of(VOLUME, { input: { point: { default: 'centre', cropPx: [8, 8] } } }), 'input.point'],
    [
      'a range of spacings has too few sides',
      of(VOLUME, { input: { spacingRangeMm: [[1, 2]] } }),
      'input.spacingRangeMm',
    ],
    [
      'a range of spacings ends before it begins',
      of(LARGER, {
        input: {
          spacingRangeMm: [
            [1, 2],
            [2, 1],
          ],
        },
      }),
      'input.spacingRangeMm.1',
    ],
    ['it is strict about what it does not limit', of(VOLUME, { input: { strict: ['plane'] } }), 'input.strict.0'],
    ['two letters name one axis', of(VOLUME, { input: { orientation: 'SPA' } }), 'input.orientation'],
    ['a side is named as DICOM does', of(VOLUME, { input: { orientation: 'HPL' } }), 'input.orientation'],
    ['a volume names two sides', of(VOLUME, { input: { orientation: 'PL' } }), 'input.orientation'],
    ['a frame names three sides', of(COLOUR, { input: { orientation: 'SPL' } }), 'input.orientation'],
    ['a crop is to be turned', of(POINT, { input: { orientation: 'PL' } }), 'input.orientation'],
    ['spacing has too few sides', of(VOLUME, { input: { spacingMm: [1, 1] } }), 'input.spacingMm'],
    [
      'a segmentation has no mask',
      of(POINT, { outputs: [{ name: 'e', kind: 'embedding' }], postprocess: [] }),
      'outputs',
    ],
    ['an anomaly has no measure', of('anomaly', { anomaly: undefined }), 'anomaly'],
    ['a sequence is a classification', of('a sequence', { task: 'classification' }), 'input.kind'],
    [
      'an enhancement is squashed',
      of(LARGER, { input: { size: [32, 32], resize: shipped.input.resize }, tiling: undefined }),
      'input.resize.fit',
    ],
    ['an enhancement is brought to a spacing', of(LARGER, { input: { spacingMm: [1, 1] } }), 'input.spacingMm'],
    [
      'an enhancement gives back a crop',
      of(LARGER, { input: { point: { default: 'centre', cropPx: [64, 64] } } }),
      'input.point',
    ],
    [
      'a mask that excludes nothing is called softmax of one',
      of(COLOUR, {
        outputs: [{ name: 'l', kind: 'logits', activation: 'softmax', labels: [label('a')] }],
        domain: none,
      }),
      'outputs.0.labels',
    ],
    [
      'two outputs share a name',
      of(COLOUR, { outputs: [...(TASKS[COLOUR]!['outputs'] as object[]), { name: 'embedding', kind: 'embedding' }] }),
      'outputs.2.name',
    ],
    [
      'a label is there twice',
      of(VOLUME, {
        outputs: [{ name: 'mask', kind: 'mask', activation: 'softmax', labels: [label('a'), label('a')] }],
      }),
      'outputs',
    ],
    [
      'a step names no label',
      of(POINT, { postprocess: [{ step: 'fill-holes', label: 'lung' }] }),
      'postprocess.0.label',
    ],
    ['a step is none', of(POINT, { postprocess: [{ step: 'beautify', label: null }] }), 'postprocess.0.step'],
    [
      'an interval of levels ends before it begins',
      of(POINT, {
        outputs: [
          { name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('nodule')], interval: [0.9, 0.1] },
        ],
      }),
      'outputs.0.interval',
    ],
    [
      'softmax has temperatures by label',
      of(COLOUR, { calibration: { method: 'temperature', labels: { a: { temperature: 1, ece: 0 } } } }),
      'calibration.softmax',
    ],
    [
      'probabilities have a temperature',
      of(COLOUR, {
        outputs: [{ name: 'l', kind: 'logits', activation: 'identity', labels: [label('a')] }],
        domain: none,
      }),
      'calibration.method',
    ],
    [
      'a curve falls',
      of(POINT, { calibration: { method: 'isotonic', labels: { nodule: { x: [0, 1], y: [1, 0], ece: 0 } } } }),
      'calibration.labels.nodule.y',
    ],
    [
      'the knots of a curve do not rise',
      of(POINT, { calibration: { method: 'isotonic', labels: { nodule: { x: [0, 0], y: [0, 1], ece: 0 } } } }),
      'calibration.labels.nodule.x',
    ],
    [
      'a curve lacks for a label',
      of(POINT, { calibration: { method: 'isotonic', labels: {} } }),
      'calibration.labels.nodule',
    ],
    [
      'a domain names no such output',
      of(COLOUR, { domain: { ...(TASKS[COLOUR]!['domain'] as object), output: 'logits' } }),
      'domain.output',
    ],
    [
      'centres differ in length',
      of(COLOUR, { domain: { ...(TASKS[COLOUR]!['domain'] as object), means: [[1, 2], [1]] } }),
      'domain.means',
    ],
    [
      'a variance is of another length',
      of(COLOUR, { domain: { ...(TASKS[COLOUR]!['domain'] as object), variance: [1] } }),
      'domain.variance',
    ],
    [
      'whitening is not full',
      of(COLOUR, {
        domain: {
          ...(TASKS[COLOUR]!['domain'] as object),
          variance: undefined,
          whitening: { rows: 2, values: [1, 2, 3] },
        },
      }),
      'domain.whitening.values',
    ],
    [
      'a deviation leaves no number',
      of(COLOUR, { input: { normalisation: { mean: [0, 0, 0], std: [1, 1, 1e-300] } } }),
      'input.normalisation.std.2',
    ],
    [
      'a mean leaves no picture',
      of(COLOUR, { input: { normalisation: { mean: [0, 1e300, 0], std: [1, 1, 1] } } }),
      'input.normalisation.mean.1',
    ],
    ...[1e-308, 0, -1, 1e308].map((temperature): [string, unknown, string] => [
      `a temperature of ${temperature} leaves no probability`,
      of(COLOUR, { calibration: { method: 'temperature', softmax: { temperature, ece: 0 } } }),
      'calibration.softmax.temperature',
    ]),
    ...['a', 'c'].map((given): [string, unknown, string] => [
      `a label presupposes ${given === 'a' ? 'itself' : 'one that is not there'}`,
      of(VOLUME, {
        outputs: [
          { name: 'mask', kind: 'mask', activation: 'softmax', labels: [{ ...label('a'), given }, label('b')] },
        ],
      }),
      'outputs.0.labels.0.given',
    ]),
    [
      'the model file is the description',
      of(COLOUR, { file: { ...shipped.file, name: 'Manifest.json' } }),
      'file.name',
    ],
    [
      'weights lie in the model file',
      of(COLOUR, {
        file: { ...shipped.file, external: [{ name: shipped.file.name, sha256: '0'.repeat(64), bytes: 1 }] },
      }),
      'file.external.0.name',
    ],
    [
      'any answer passes the self-test',
      of(COLOUR, { selfTest: { ...shipped.selfTest, expected: { logits: [3, -4] }, tolerance: 5 } }),
      'selfTest.tolerance',
    ],
    [
      'any answer passes the self-test that expects nought',
      of(COLOUR, { selfTest: { ...shipped.selfTest, expected: { logits: [0, 0] }, tolerance: 1e9 } }),
      'selfTest.tolerance',
    ],
    [
      'the self-test expects nothing',
      of(COLOUR, { selfTest: { ...shipped.selfTest, expected: {} } }),
      'selfTest.expected',
    ],
    [
      'the self-test expects none of the numbers of an output',
      of(COLOUR, { selfTest: { ...shipped.selfTest, expected: { logits: [] } } }),
      'selfTest.expected',
    ],
    ...['01.0.0', '1.0', '1.0.0-rc1', '9999999999.0.0'].map((version): [string, unknown, string] => [
      `version ${version} could be written in another way`,
      of(COLOUR, { version }),
      'version',
    ]),
    ...['\u202egnp.exe', 'red \u001b[31m', 'bell \u0007'].map((en): [string, unknown, string] => [
      `a title reads otherwise than it is written: ${JSON.stringify(en)}`,
      of(COLOUR, { title: { en, zh: '标题' } }),
      'title.en',
    ]),
    ...['licence', 'architecture'].map((field): [string, unknown, string] => [
      `its ${field} turns a terminal red`,
      of(COLOUR, { [field]: 'red \u001b[31m' }),
      field,
    ]),
    ['its title is no line', of(COLOUR, { title: { en: 'W'.repeat(201), zh: '标题' } }), 'title.en'],
    ['a source of data has fewer cases than none', of(COLOUR, { training: trainedOn(-5) }), 'training.data.0.cases'],
    ['nobody is as old as it says', of(COLOUR, { input: { ageYears: [90, 10] } }), 'input.ageYears'],
    [
      'a label is called as every object is',
      of(COLOUR, {
        outputs: [
          { name: 'logits', kind: 'logits', activation: 'sigmoid', labels: [label('constructor')] },
          { name: 'embedding', kind: 'embedding' },
        ],
        calibration: { method: 'temperature', labels: {} },
      }),
      'outputs.0.labels.0.id',
    ],
    [
      'a word stands beside an outline, whose calibration nobody would ask for',
      of(POINT, {
        outputs: [
          ...(TASKS[POINT]!['outputs'] as object[]),
          { name: 'l', kind: 'logits', activation: 'identity', labels: [label('nodule')] },
        ],
      }),
      'outputs.1.kind',
    ],
    [
      'black is as white as white',
      of(LARGER, {
        outputs: (TASKS[LARGER]!['outputs'] as object[]).map((output) => ({ ...output, black: 1, white: 1 })),
      }),
      'outputs.0.white',
    ],
    ...['nul.onnx', 'COM1', 'manifest.json.'].map((name): [string, unknown, string] => [
      `the model file is another thing under Windows: ${name}`,
      of(COLOUR, { file: { ...shipped.file, name } }),
      'file.name',
    ]),
    ['the model file is the licence', of(COLOUR, { file: { ...shipped.file, name: 'LICENSE' } }), 'file.name'],
    [
      'there is no centre to be far from',
      of(COLOUR, { domain: { ...(TASKS[COLOUR]!['domain'] as object), means: [] } }),
      'domain.means',
    ],
    [
      'a reconstruction is not there',
      of('anomaly', { domain: { method: 'reconstruction', output: 'x', measure: 'mean-squared', threshold: 1 } }),
      'domain.output',
    ],
  ])('%s', (_name, manifest, field) => {
    expect(faults(manifest)).toContain(field);
  });
});
