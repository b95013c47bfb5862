import type { Details } from '../contract/coded.ts';
import type { ManifestFields } from './manifest-fields.ts';
import { labelsOf, operatingPointOf } from './manifest-labels.ts';
import type { ManifestProblem } from './manifest-problem.ts';
import type { Anomaly, Domain, ModelOutput } from './model-output.ts';

/** What is wrong with a manifest whose fields are each right by themselves. */
export interface ManifestFault {
  readonly path: (string | number)[];
  readonly problem: ManifestProblem;
  /** Numbers and names that the problem's words hold. */
  readonly values: Details;
}

type Tell = (problem: ManifestProblem, path: (string | number)[], values?: Details) => void;

const within = (value: number, [low, high]: readonly [number, number]) => low <= value && value <= high;

/** All faults: what fields name must be there, numbers lie in their intervals, and a task has what it needs. */
export function manifestFaults(manifest: ManifestFields): ManifestFault[] {
  const faults: ManifestFault[] = [];
  const tell: Tell = (problem, path, values = {}) => faults.push({ path, problem, values });
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
  if (size.length !== sides) tell('sides', ['input', 'size'], { sides, kind });
  if (!LAYOUTS[kind].includes(layout)) tell('layout', ['input', 'layout'], { kind, allowed: LAYOUTS[kind].join(', ') });
  if ('mean' in normalisation) {
    if (normalisation.mean.length !== channels) tell('per-channel', ['input', 'normalisation', 'mean'], { channels });
    if (normalisation.std.length !== channels) tell('per-channel', ['input', 'normalisation', 'std'], { channels });
  }
  const { spacingRangeMm, orientation, strict = [] } = input;
  if (orientation && orientation.length !== sides) tell('sides', ['input', 'orientation'], { sides, kind });
  if (orientation && point) tell('orientation-point', ['input', 'orientation']);
  if (spacingRangeMm && spacingRangeMm.length !== sides) {
    tell('sides', ['input', 'spacingRangeMm'], { sides, kind });
  }
  spacingRangeMm?.forEach(([low, high], i) => {
    if (low > high) tell('reversed', ['input', 'spacingRangeMm', i]);
  });
  const limited = {
    view: input.views.length > 0,
    age: ageYears,
    plane: input.planes,
    orientation,
    spacing: spacingRangeMm,
  };
  strict.forEach((name, i) => {
    if (!limited[name]) tell('not-limited', ['input', 'strict', i], { name });
  });
  if (ageYears && ageYears[0] > ageYears[1]) tell('reversed', ['input', 'ageYears']);
  if ('low' in range && range.low >= range.high) tell('reversed', ['input', 'range', 'high']);
  const openSides = size.slice(sides - 2).some((side) => side === null);
  if (resize.fit !== 'none' && openSides) tell('no-fixed-size', ['input', 'resize', 'fit']);
  if (resize.fit === 'none' && !openSides && !tiling && !point) {
    tell('no-way-in', ['input', 'resize', 'fit']);
  }
  if (resize.fit === 'letterbox' && !pad) tell('no-padding', ['input', 'pad']);
  if (tiling && tiling.size.length !== sides) tell('sides', ['tiling', 'size'], { sides, kind });
  if (tiling && kind === 'sequence') tell('not-for-sequences', ['tiling']);
  if (tiling && resize.fit !== 'none') tell('tiling-resized', ['tiling']);
  tiling?.size.forEach((side, i) => {
    const own = size[i];
    if (own !== null && own !== undefined && own !== side) tell('tiling-side', ['tiling', 'size', i], { side: own });
    if (side % (input.multiple ?? 1) !== 0)
      tell('tiling-multiple', ['tiling', 'size', i], { multiple: input.multiple ?? 1 });
  });
  if (input.steps === 'studies') studyFaults(input, tell);
  if (point && kind !== 'frame') tell('point-of-frame', ['input', 'point']);
  if (spacingMm && spacingMm.length !== sides) tell('sides', ['input', 'spacingMm'], { sides, kind });
  if (selfTest.size && selfTest.size.length !== sides) {
    tell('sides', ['selfTest', 'size'], { sides, kind });
  }
  if (!selfTest.size && !tiling && size.some((side) => side === null)) {
    tell('self-test-size', ['selfTest', 'size']);
  }
}

/** Films of several studies have sizes and scales of their own, and how many there are depends on the patient. */
function studyFaults(
  { kind, size, spacingMm, resize, planes, orientation }: ManifestFields['input'],
  tell: Tell,
): void {
  if (kind !== 'sequence') tell('steps-of-sequence', ['input', 'steps']);
  if (size[0] !== null) tell('studies-open', ['input', 'size', 0]);
  if (spacingMm) tell('not-for-studies', ['input', 'spacingMm']);
  if (planes) tell('not-for-studies', ['input', 'planes']);
  if (orientation) tell('not-for-studies', ['input', 'orientation']);
  if (resize.fit === 'none') tell('studies-resize', ['input', 'resize', 'fit']);
}

function taskFaults(manifest: ManifestFields, tell: Tell): void {
  const { task, outputs, input, anomaly } = manifest;
  const has = (kind: ModelOutput['kind']) => outputs.filter((output) => output.kind === kind).length;
  const needs = (kind: ModelOutput['kind']) => {
    if (has(kind) !== 1) tell('one-output', ['outputs'], { kind, task });
  };
  if (task === 'classification' || task === 'sequence') needs('logits');
  if (task === 'segmentation') needs('mask');
  // a word with labels of its own beside the one that the task is about: whose are the calibration and the points?
  const says = task === 'classification' || task === 'sequence';
  outputs.forEach(({ kind }, i) => {
    if (kind === 'logits' && !says) tell('not-with-task', ['outputs', i, 'kind'], { task });
  });
  if (task === 'enhancement') needs('image');
  if (task === 'anomaly' && !anomaly) tell('anomaly-missing', ['anomaly']);
  if ((task === 'sequence') !== (input.kind === 'sequence')) tell('not-with-task', ['input', 'kind'], { task });
  if ((task === 'enhancement' || task === 'anomaly') && input.kind !== 'frame') {
    tell('not-with-task', ['input', 'kind'], { task });
  }
  if (task === 'enhancement' && input.resize.fit !== 'none') {
    tell('enhancement-size', ['input', 'resize', 'fit']);
  }
  if (task === 'enhancement' && input.point) {
    tell('enhancement-point', ['input', 'point']);
  }
  if (task === 'enhancement' && input.orientation) tell('not-with-task', ['input', 'orientation'], { task });
  if (task === 'enhancement' && input.spacingMm) {
    tell('enhancement-spacing', ['input', 'spacingMm']);
  }
  const names = outputs.map(({ name }) => name);
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i) tell('twice', ['outputs', i, 'name']);
  });
  const labels = labelsOf(manifest).map(({ id }) => id);
  if (new Set(labels).size !== labels.length) tell('label-twice', ['outputs']);
  outputs.forEach((output, i) => {
    if (output.kind !== 'logits' && output.kind !== 'mask') return;
    output.labels.forEach(({ id, given }, j) => {
      if (given !== null && (given === id || !output.labels.some((other) => other.id === given))) {
        tell('given-unknown', ['outputs', i, 'labels', j, 'given'], { label: given });
      }
    });
  });
  outputs.forEach((output, i) => {
    if (output.kind === 'logits' && output.activation === 'softmax' && output.labels.length < 2) {
      tell('two-labels', ['outputs', i, 'labels']);
    }
    if (output.kind === 'image' && output.black === output.white) tell('black-is-white', ['outputs', i, 'white']);
    if (output.kind === 'mask' && output.interval && output.interval[0] >= output.interval[1]) {
      tell('reversed', ['outputs', i, 'interval']);
    }
  });
}

/** Operating points, bands, figures and steps name labels that are there, and their numbers agree. */
function wordFaults(manifest: ManifestFields, tell: Tell): void {
  const labels = new Set(labelsOf(manifest).map(({ id }) => id));
  const known = (label: string | null, path: (string | number)[]) => {
    if (label !== null && !labels.has(label)) tell('label-unknown', path, { label });
  };
  manifest.operatingPoints.forEach((point, i) => {
    known(point.label, ['operatingPoints', i, 'label']);
    for (const name of ['sensitivity', 'specificity'] as const) {
      const { value, low, high } = point[name];
      if (!within(value, [low, high])) tell('outside-interval', ['operatingPoints', i, name]);
    }
  });
  manifest.figures.forEach(({ value, low, high }, i) => {
    if (!within(value, [low, high])) tell('outside-interval', ['figures', i]);
  });
  manifest.postprocess.forEach((step, i) => known(step.label, ['postprocess', i, 'label']));
  for (const [label, band] of Object.entries(manifest.indeterminate)) {
    known(label, ['indeterminate', label]);
    const point = operatingPointOf(manifest, label);
    if (band[0] > band[1]) tell('reversed', ['indeterminate', label]);
    else if (point && !within(point.threshold, band))
      tell('band-threshold', ['indeterminate', label], { threshold: point.threshold });
  }
}

/** Names that a model's folder has for other things; some disks do not tell capitals apart. */
const TAKEN = new Set(['manifest.json', 'card.md', 'weights.json', 'license', 'license.md', 'license.txt']);

function fileFaults({ file }: ManifestFields, tell: Tell): void {
  const names = [file.name, ...(file.external ?? []).map(({ name }) => name)].map((name) => name.toLowerCase());
  names.forEach((name, i) => {
    const path = i === 0 ? ['file', 'name'] : ['file', 'external', i - 1, 'name'];
    if (TAKEN.has(name) || names.indexOf(name) !== i) tell('name-taken', path);
  });
}

/** A test that any answer passes is none. */
function selfTestFaults({ selfTest }: ManifestFields, tell: Tell): void {
  const lists = Object.values(selfTest.expected);
  if (lists.every((values) => values.length === 0)) tell('self-test-empty', ['selfTest', 'expected']);
  const largest = Math.max(0, ...lists.map((values) => Math.max(0, ...values.map(Math.abs))));
  if (selfTest.tolerance > 1 && selfTest.tolerance >= largest) {
    tell('self-test-tolerance', ['selfTest', 'tolerance']);
  }
}

function calibrationFaults(manifest: ManifestFields, tell: Tell): void {
  const { calibration, outputs } = manifest;
  const said = outputs.find(({ kind }) => kind === 'logits') ?? outputs.find(({ kind }) => kind === 'mask');
  if (!said || !('activation' in said) || calibration.method === 'none') return;
  if (said.activation === 'index') return tell('calibration-index', ['calibration', 'method']);
  if (calibration.method === 'temperature') {
    if (said.activation === 'identity') tell('temperature-identity', ['calibration', 'method']);
    if (said.activation === 'softmax') {
      if (!calibration.softmax) tell('calibration-missing', ['calibration', 'softmax']);
      return;
    }
    if (!calibration.labels) return tell('calibration-missing', ['calibration', 'labels']);
  }
  for (const { id } of said.labels) {
    if (!calibration.labels?.[id]) tell('calibration-missing', ['calibration', 'labels', id]);
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
    tell('output-unknown', [field, 'output'], { output: measure.output, kind: wanted });
  }
  if (measure.method === 'reconstruction') return;
  const { means, variance, whitening } = measure;
  const length = means[0]?.length ?? 0;
  if (means.some((mean) => mean.length !== length)) tell('means-length', [field, 'means']);
  if (variance && variance.length !== length) tell('per-feature', [field, 'variance'], { features: length });
  if (variance && whitening) tell('whitening-and-variance', [field, 'whitening']);
  if (whitening && whitening.values.length !== whitening.rows * length) {
    tell('whitening-size', [field, 'whitening', 'values'], { rows: whitening.rows, features: length });
  }
}
