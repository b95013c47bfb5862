import type { ManifestFields } from './manifest-fields.ts';
import { labelsOf, operatingPointOf } from './manifest-labels.ts';
import type { Anomaly, Domain, ModelOutput } from './model-output.ts';

/** What is wrong with a manifest whose fields are each right by themselves. */
export interface ManifestFault {
  readonly path: (string | number)[];
  readonly message: string;
}

type Tell = (message: string, path: (string | number)[]) => void;

const within = (value: number, [low, high]: readonly [number, number]) => low <= value && value <= high;

/** All faults: what fields name must be there, numbers lie in their intervals, and a task has what it needs. */
export function manifestFaults(manifest: ManifestFields): ManifestFault[] {
  const faults: ManifestFault[] = [];
  const tell: Tell = (message, path) => faults.push({ path, message });
  inputFaults(manifest, tell);
  taskFaults(manifest, tell);
  wordFaults(manifest, tell);
  calibrationFaults(manifest, tell);
  fileFaults(manifest, tell);
  selfTestFaults(manifest, tell);
  featureFaults(manifest, manifest.domain, 'domain', tell);
  if (manifest.anomaly) featureFaults(manifest, manifest.anomaly, 'anomaly', tell);
  return faults;
}

const LAYOUTS: Record<ManifestFields['input']['kind'], readonly string[]> = {
  frame: ['NCHW', 'NHWC'],
  volume: ['NCDHW', 'NDHWC'],
  sequence: ['NTCHW'],
};

function inputFaults({ input, tiling, selfTest }: ManifestFields, tell: Tell): void {
  const { kind, size, channels, ageYears, normalisation, range, resize, layout, point, pad, spacingMm } = input;
  const sides = kind === 'frame' ? 2 : 3;
  if (size.length !== sides) tell(`has not the ${sides} sides of a ${kind}`, ['input', 'size']);
  if (!LAYOUTS[kind].includes(layout)) tell(`is no layout of a ${kind}`, ['input', 'layout']);
  if ('mean' in normalisation) {
    if (normalisation.mean.length !== channels) tell('has not one value a channel', ['input', 'normalisation', 'mean']);
    if (normalisation.std.length !== channels) tell('has not one value a channel', ['input', 'normalisation', 'std']);
  }
  const { spacingRangeMm, strict = [] } = input;
  if (spacingRangeMm && spacingRangeMm.length !== sides) {
    tell(`has not the ${sides} sides of a ${kind}`, ['input', 'spacingRangeMm']);
  }
  spacingRangeMm?.forEach(([low, high], i) => {
    if (low > high) tell('ends before it begins', ['input', 'spacingRangeMm', i]);
  });
  const limited = { view: input.views.length > 0, age: ageYears, plane: input.planes, spacing: spacingRangeMm };
  strict.forEach((name, i) => {
    if (!limited[name]) tell(`is not limited: ${name}`, ['input', 'strict', i]);
  });
  if (ageYears && ageYears[0] > ageYears[1]) tell('ends before it begins', ['input', 'ageYears']);
  if ('low' in range && range.low >= range.high) tell('ends before it begins', ['input', 'range', 'high']);
  const openSides = size.slice(sides - 2).some((side) => side === null);
  if (resize.fit !== 'none' && openSides) tell('has no size to resize to', ['input', 'resize', 'fit']);
  if (resize.fit === 'none' && !openSides && !tiling && !point) {
    tell('leaves a picture of another size without a way in', ['input', 'resize', 'fit']);
  }
  if (resize.fit === 'letterbox' && !pad) tell('has nothing to fill the rest with', ['input', 'pad']);
  if (tiling && tiling.size.length !== sides) tell(`has not the ${sides} sides of a ${kind}`, ['tiling', 'size']);
  if (tiling && kind === 'sequence') tell('is nothing for a sequence', ['tiling']);
  if (tiling && resize.fit !== 'none') tell('is for pictures that are not resized', ['tiling']);
  tiling?.size.forEach((side, i) => {
    const own = size[i];
    if (own !== null && own !== undefined && own !== side) tell("is not the input's size", ['tiling', 'size', i]);
    if (side % (input.multiple ?? 1) !== 0) tell("is no multiple of the input's", ['tiling', 'size', i]);
  });
  if (input.steps === 'studies') studyFaults(input, tell);
  if (point && kind !== 'frame') tell('is for single frames', ['input', 'point']);
  if (spacingMm && spacingMm.length !== sides) tell(`has not the ${sides} sides of a ${kind}`, ['input', 'spacingMm']);
  if (selfTest.size && selfTest.size.length !== sides) {
    tell(`has not the ${sides} sides of a ${kind}`, ['selfTest', 'size']);
  }
  if (!selfTest.size && !tiling && size.some((side) => side === null)) {
    tell('is needed where a side is open', ['selfTest', 'size']);
  }
}

/** Films of several studies have sizes and scales of their own, and how many there are depends on the patient. */
function studyFaults({ kind, size, spacingMm, resize, planes }: ManifestFields['input'], tell: Tell): void {
  if (kind !== 'sequence') tell('is for sequences', ['input', 'steps']);
  if (size[0] !== null) tell('fixes how many studies a patient has', ['input', 'size', 0]);
  if (spacingMm) tell('is nothing for films of several studies', ['input', 'spacingMm']);
  if (planes) tell('is nothing for films of several studies', ['input', 'planes']);
  if (resize.fit === 'none') tell('leaves films of several sizes', ['input', 'resize', 'fit']);
}

function taskFaults(manifest: ManifestFields, tell: Tell): void {
  const { task, outputs, input, anomaly } = manifest;
  const has = (kind: ModelOutput['kind']) => outputs.filter((output) => output.kind === kind).length;
  const needs = (kind: ModelOutput['kind']) => {
    if (has(kind) !== 1) tell(`has not exactly one output of kind ${kind}`, ['outputs']);
  };
  if (task === 'classification' || task === 'sequence') needs('logits');
  if (task === 'segmentation') needs('mask');
  // a word with labels of its own beside the one that the task is about: whose are the calibration and the points?
  const says = task === 'classification' || task === 'sequence';
  outputs.forEach(({ kind }, i) => {
    if (kind === 'logits' && !says) tell(`does not go with ${task}`, ['outputs', i, 'kind']);
  });
  if (task === 'enhancement') needs('image');
  if (task === 'anomaly' && !anomaly) tell('is what the task is about', ['anomaly']);
  if ((task === 'sequence') !== (input.kind === 'sequence')) tell(`does not go with ${task}`, ['input', 'kind']);
  if ((task === 'enhancement' || task === 'anomaly') && input.kind !== 'frame') {
    tell(`does not go with ${task}`, ['input', 'kind']);
  }
  if (task === 'enhancement' && input.resize.fit !== 'none') {
    tell('would not give back the picture that came', ['input', 'resize', 'fit']);
  }
  if (task === 'enhancement' && input.spacingMm) {
    tell('would not give back the picture that came', ['input', 'spacingMm']);
  }
  const names = outputs.map(({ name }) => name);
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) tell('is there twice', ['outputs', i, 'name']);
  });
  const labels = labelsOf(manifest).map(({ id }) => id);
  if (new Set(labels).size !== labels.length) tell('has a label twice', ['outputs']);
  outputs.forEach((output, i) => {
    if (output.kind !== 'logits' && output.kind !== 'mask') return;
    output.labels.forEach(({ id, given }, j) => {
      if (given !== null && (given === id || !output.labels.some((other) => other.id === given))) {
        tell(`names no other label: ${given}`, ['outputs', i, 'labels', j, 'given']);
      }
    });
  });
  outputs.forEach((output, i) => {
    if (output.kind === 'logits' && output.activation === 'softmax' && output.labels.length < 2) {
      tell('needs two labels', ['outputs', i, 'labels']);
    }
    if (output.kind === 'image' && output.black === output.white) tell('is as black as white', ['outputs', i, 'white']);
    if (output.kind === 'mask' && output.interval && output.interval[0] >= output.interval[1]) {
      tell('ends before it begins', ['outputs', i, 'interval']);
    }
  });
}

/** Operating points, bands, figures and steps name labels that are there, and their numbers agree. */
function wordFaults(manifest: ManifestFields, tell: Tell): void {
  const labels = new Set(labelsOf(manifest).map(({ id }) => id));
  const known = (label: string | null, path: (string | number)[]) => {
    if (label !== null && !labels.has(label)) tell(`names no label: ${label}`, path);
  };
  manifest.operatingPoints.forEach((point, i) => {
    known(point.label, ['operatingPoints', i, 'label']);
    for (const name of ['sensitivity', 'specificity'] as const) {
      const { value, low, high } = point[name];
      if (!within(value, [low, high])) tell('lies outside its interval', ['operatingPoints', i, name]);
    }
  });
  manifest.figures.forEach(({ value, low, high }, i) => {
    if (!within(value, [low, high])) tell('lies outside its interval', ['figures', i]);
  });
  manifest.postprocess.forEach((step, i) => known(step.label, ['postprocess', i, 'label']));
  for (const [label, band] of Object.entries(manifest.indeterminate)) {
    known(label, ['indeterminate', label]);
    const point = operatingPointOf(manifest, label);
    if (band[0] > band[1]) tell('ends before it begins', ['indeterminate', label]);
    else if (point && !within(point.threshold, band)) tell('leaves out the threshold', ['indeterminate', label]);
  }
}

/** Names that a model's folder has for other things; some disks do not tell capitals apart. */
const TAKEN = new Set(['manifest.json', 'card.md', 'weights.json', 'license', 'license.md', 'license.txt']);

function fileFaults({ file }: ManifestFields, tell: Tell): void {
  const names = [file.name, ...(file.external ?? []).map(({ name }) => name)].map((name) => name.toLowerCase());
  names.forEach((name, i) => {
    const path = i === 0 ? ['file', 'name'] : ['file', 'external', i - 1, 'name'];
    if (TAKEN.has(name) || names.indexOf(name) !== i) tell('is the name of another file', path);
  });
}

/** A test that any answer passes is none. */
function selfTestFaults({ selfTest }: ManifestFields, tell: Tell): void {
  const largest = Math.max(
    0,
    ...Object.values(selfTest.expected).map((values) => Math.max(0, ...values.map(Math.abs))),
  );
  if (largest > 0 && selfTest.tolerance > 1 && selfTest.tolerance >= largest) {
    tell('is larger than every expected value', ['selfTest', 'tolerance']);
  }
}

function calibrationFaults(manifest: ManifestFields, tell: Tell): void {
  const { calibration, outputs } = manifest;
  const said = outputs.find(({ kind }) => kind === 'logits') ?? outputs.find(({ kind }) => kind === 'mask');
  if (!said || !('activation' in said) || calibration.method === 'none') return;
  if (calibration.method === 'temperature') {
    if (said.activation === 'identity') tell('needs logits', ['calibration', 'method']);
    if (said.activation === 'softmax') {
      if (!calibration.softmax) tell('has no calibration', ['calibration', 'softmax']);
      return;
    }
    if (!calibration.labels) return tell('is missing', ['calibration', 'labels']);
  }
  for (const { id } of said.labels) {
    if (!calibration.labels?.[id]) tell('has no calibration', ['calibration', 'labels', id]);
  }
}

function featureFaults(
  { outputs }: ManifestFields,
  measure: Domain | Anomaly,
  field: 'domain' | 'anomaly',
  tell: Tell,
): void {
  if (measure.method === 'none') return;
  const wanted = measure.method === 'reconstruction' ? 'reconstruction' : 'embedding';
  if (!outputs.some(({ kind, name }) => kind === wanted && name === measure.output)) {
    tell(`names no output of kind ${wanted}: ${measure.output}`, [field, 'output']);
  }
  if (measure.method === 'reconstruction') return;
  const { means, variance, whitening } = measure;
  const length = means[0]?.length ?? 0;
  if (means.some((mean) => mean.length !== length)) tell('are not of one length', [field, 'means']);
  if (variance && variance.length !== length) tell('has not one value a feature', [field, 'variance']);
  if (variance && whitening) tell('stands beside a variance', [field, 'whitening']);
  if (whitening && whitening.values.length !== whitening.rows * length) {
    tell('has not one value a row and feature', [field, 'whitening', 'values']);
  }
}
