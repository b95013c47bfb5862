import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import shipped from '../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };

const FIXTURES = path.join(import.meta.dirname, '..', 'src-main', 'inference', 'fixtures');

const title = (id: string) => ({ en: `Small ${id}`, zh: `小型 ${id}` });
const label = (id: string) => ({ id, title: { en: id, zh: id }, code: null, given: null });

const squash = { fit: 'squash', filter: 'triangle-antialias' };
const asItIs = { fit: 'none', filter: 'linear' };
const none = { method: 'none' };
const plain = { mean: [0], std: [1] };
const colour = {
  channels: 3,
  size: [32, 32],
  resize: squash,
  range: none,
  normalisation: { mean: [0.5, 0.4, 0.6], std: [0.25, 0.3, 0.2] },
};

/** Networks without sense, a few kilobytes each, that answer like those of a task. */
const MODELS = {
  /** One of three labels, in colour, with a map. */
  classifier: {
    task: 'classification',
    input: colour,
    outputs: [
      {
        name: 'logits',
        kind: 'logits',
        activation: 'softmax',
        labels: [label('a'), label('b'), label('c')],
      },
      { name: 'cam', kind: 'activation', labels: ['a', 'b', 'c'] },
    ],
    testTime: ['flip-columns'],
  },
  /** The same network, its labels each by itself. */
  labeller: {
    file: 'classifier',
    task: 'classification',
    input: colour,
    outputs: [{ name: 'logits', kind: 'logits', activation: 'sigmoid', labels: [label('a'), label('b'), label('c')] }],
  },
  /** Makes pictures twice as large. */
  doubler: {
    task: 'enhancement',
    input: { size: [null, null], multiple: 4, resize: asItIs, range: none, normalisation: plain },
    outputs: [{ name: 'picture', kind: 'image', scale: 2, black: 0, white: 1 }],
    tiling: { size: [32, 32], overlap: 0.25 },
    selfTest: [32, 32],
  },
  /** An autoencoder. */
  remaker: {
    task: 'anomaly',
    input: { size: [32, 32], resize: squash, range: none, normalisation: plain },
    outputs: [{ name: 'reconstruction', kind: 'reconstruction' }],
    anomaly: { method: 'reconstruction', output: 'reconstruction', measure: 'mean-squared', threshold: 0.01 },
  },
  /** Outlines what is dark in the middle of a picture, as a lesion is in ultrasound. */
  shade: {
    task: 'segmentation',
    input: { size: [64, 64], resize: squash, range: none, normalisation: plain },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'sigmoid', labels: [label('lesion')] }],
    postprocess: [
      { step: 'threshold', label: null, value: 0.5 },
      { step: 'largest-component', label: 'lesion', count: 1, touch: 'faces' },
      { step: 'fill-holes', label: 'lesion' },
    ],
  },
  /** Outlines two labels in a volume, piece by piece. */
  'outliner-3d': {
    task: 'segmentation',
    input: {
      kind: 'volume',
      orientation: 'RAS',
      size: [null, null, null],
      multiple: 2,
      resize: asItIs,
      range: { method: 'percentile', low: 1, high: 99 },
      normalisation: { method: 'z-score' },
      layout: 'NCDHW',
    },
    outputs: [{ name: 'mask', kind: 'mask', activation: 'softmax', labels: [label('front'), label('back')] }],
    tiling: { size: [8, 16, 16], overlap: 0.25 },
    selfTest: [8, 16, 16],
  },
  /** Reads a stack in order. */
  reader: {
    task: 'sequence',
    input: {
      kind: 'sequence',
      size: [null, 16, 16],
      resize: { fit: 'squash', filter: 'nearest' },
      range: none,
      normalisation: plain,
      layout: 'NTCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('normal'), label('mass')] }],
    selfTest: [5, 16, 16],
  },
  /** The same network, its steps the films of a patient's studies. */
  follower: {
    file: 'reader',
    task: 'sequence',
    input: {
      kind: 'sequence',
      steps: 'studies',
      size: [null, 16, 16],
      resize: squash,
      range: none,
      normalisation: plain,
      layout: 'NTCHW',
    },
    outputs: [{ name: 'logits', kind: 'logits', activation: 'softmax', labels: [label('better'), label('worse')] }],
    selfTest: [5, 16, 16],
  },
} as const;

/** The first number of each file's first output to the shipped self-test's input, as onnxruntime in Python answers it. */
const FIRST: Record<string, number> = {
  classifier: -0.28766316,
  doubler: 0.04464311,
  'outliner-3d': -0.4207003,
  reader: 0.39871716,
  remaker: 0.47201118,
  shade: -9.820538,
};
/** Of each output only the first number. */
const FIRST_ONLY = 2 ** 30;

export type SmallModel = keyof typeof MODELS;

/** Writes the folder of a network for pictures of one modality, ready to be installed. Answers the folder. */
export function writeModel(folder: string, name: SmallModel, modality: string, version = '1.0.0'): string {
  const { input, selfTest, file, ...rest } = { selfTest: undefined, file: name, ...MODELS[name] };
  const output = rest.outputs[0].name;
  const bytes = fs.readFileSync(path.join(FIXTURES, `${file}.onnx`));
  fs.writeFileSync(path.join(folder, 'model.onnx'), bytes);
  const manifest = {
    ...shipped,
    id: name,
    version,
    title: title(name),
    operatingPoints: [],
    indeterminate: {},
    figures: [],
    domain: none,
    calibration: none,
    ...rest,
    input: { ...shipped.input, modalities: [modality], bodyParts: [], views: [], ageYears: null, ...input },
    file: {
      name: 'model.onnx',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      opset: 17,
    },
    selfTest: {
      ...shipped.selfTest,
      expected: { [output]: [FIRST[file]] },
      stride: { [output]: FIRST_ONLY },
      size: selfTest,
    },
  };
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
