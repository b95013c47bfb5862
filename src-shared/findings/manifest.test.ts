import { describe, expect, it } from 'vitest';
import shipped from '../../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { ModelManifest } from './manifest.ts';
import { labelsOf, operatingPointOf } from './manifest-labels.ts';

type Path = (string | number)[];
type Tree = Record<string | number, unknown>;

/** Paths of all fields of a value, those inside lists and objects included. */
function fieldsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return keys.flatMap((key) => {
    const own = [...path, key];
    return [...(typeof key === 'string' ? [own] : []), ...fieldsOf((value as Tree)[key], own)];
  });
}

/** The shipped manifest, changed at one place. */
function changed(path: Path, change: (holder: Tree, key: string | number) => void): unknown {
  const copy = structuredClone(shipped) as unknown as Tree;
  let holder = copy;
  for (const key of path.slice(0, -1)) holder = holder[key] as Tree;
  change(holder, path.at(-1)!);
  return copy;
}

const without = (path: Path) => changed(path, (holder, key) => Reflect.deleteProperty(holder, key));
const withValue = (path: Path, value: unknown) => changed(path, (holder, key) => (holder[key] = value));

function problems(manifest: unknown): string[] {
  const parsed = ModelManifest.safeParse(manifest);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'));
}

// entries of these are named by labels and outputs and may be fewer; what must be there is checked further down
const RECORDS = [
  /^domain\.(whitening|variance)$/,
  /^indeterminate\.[^.]+$/,
  /^selfTest\.expected\.[^.]+$/,
  /^calibration\.labels\.[^.]+$/,
];
const required = fieldsOf(shipped)
  .filter((path) => !RECORDS.some((record) => record.test(path.join('.'))))
  .map((path) => ({ path, name: path.join('.') }));

describe('the manifest of a model', () => {
  it('that ships with the program is accepted and loses nothing', () => {
    expect(ModelManifest.parse(shipped)).toEqual(shipped);
    expect(required.length).toBeGreaterThan(80);
  });

  it.each(required)('is refused without $name, which is named', ({ path, name }) => {
    expect(problems(without(path)).some((problem) => name === problem || name.startsWith(`${problem}.`))).toBe(true);
    // a missing output kind leaves the whole output undecided; everything else is named by its own path
    expect(problems(without(path))).toContain(name);
  });

  it.each(required)('is refused with something else for $name', ({ path }) => {
    expect(problems(withValue(path, Symbol('neither text nor number'))).length).toBeGreaterThan(0);
  });

  it.each<[Path, unknown]>([
    [['schema'], 2],
    [['id'], 'Chest XR'],
    [['id'], '../chest'],
    [['version'], '1.0'],
    [['title', 'zh'], ''],
    [['task'], 'divination'],
    [['file', 'name'], '../model.onnx'],
    [['file', 'name'], 'a/model.onnx'],
    [['file', 'name'], 'a\\model.onnx'],
    [['file', 'name'], '.model.onnx'],
    [['file', 'sha256'], 'abc'],
    [['file', 'bytes'], 0],
    [['input', 'modalities'], []],
    [['input', 'size'], [160]],
    [['input', 'size', 0], 5000],
    [['input', 'size', 1], 160.5],
    [['input', 'channels'], 2],
    [['input', 'resize', 'filter'], 'lanczos'],
    [['input', 'resize', 'fit'], 'stretch'],
    [['input', 'resize', 'fit'], 'none'],
    [['input', 'kind'], 'waveform'],
    [['input', 'range', 'low'], -1],
    [['input', 'range', 'high'], 101],
    [['input', 'normalisation', 'std', 0], 0],
    [
      ['input', 'normalisation', 'mean'],
      [0.5, 0.5, 0.5],
    ],
    [['input', 'layout'], 'NCDHW'],
    [['input', 'layout'], 'CHW'],
    [['outputs'], []],
    [['outputs', 0, 'activation'], 'relu'],
    [['outputs', 0, 'labels'], []],
    [['outputs', 0, 'labels', 0, 'id'], '__proto__'],
    [['calibration', 'labels', 'pneumonia', 'temperature'], 0],
    [['calibration', 'labels', 'pneumonia', 'temperature'], -1],
    [['operatingPoints', 0, 'threshold'], 1.01],
    [['operatingPoints', 0, 'sensitivity', 'low'], -0.1],
    [['operatingPoints', 0, 'cases'], 0],
    [['indeterminate', 'pneumonia'], [0.2]],
    [
      ['indeterminate', 'pneumonia'],
      [0.2, 1.2],
    ],
    [['domain', 'method'], 'trust-me'],
    [['postprocess'], ['anything']],
    [['selfTest', 'tolerance'], 0],
    [['selfTest', 'generator', 'kind'], 'eval'],
  ])('is refused with %j = %j', (path, value) => {
    const name = path.join('.');
    expect(problems(withValue(path, value)).some((problem) => problem === name || problem.startsWith(`${name}.`))).toBe(
      true,
    );
  });

  it.each<[string, Path, unknown, string]>([
    ['an interval that leaves out its value', ['operatingPoints', 0, 'sensitivity', 'low'], 1, 'sensitivity'],
    ['an interval that ends below its value', ['operatingPoints', 0, 'specificity', 'high'], 0, 'specificity'],
    ['a figure outside its interval', ['figures', 0, 'value'], 2, 'figures.0'],
    ['a band that ends before it begins', ['indeterminate', 'pneumonia'], [0.9, 0.1], 'indeterminate.pneumonia'],
    ['a band without its threshold', ['indeterminate', 'pneumonia'], [0.99, 1], 'indeterminate.pneumonia'],
  ])('is refused with %s', (_name, path, value, named) => {
    const found = problems(withValue(path, value));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(named);
  });

  it('may have a threshold at either end of its band', () => {
    const { label, threshold } = shipped.operatingPoints[0]!;
    expect(problems(withValue(['indeterminate', label], [threshold, 1]))).toEqual([]);
    expect(problems(withValue(['indeterminate', label], [0, threshold]))).toEqual([]);
  });

  it.each([null, [], 'manifest', 7, {}])('is not %j', (value) => {
    expect(ModelManifest.safeParse(value).success).toBe(false);
  });
});

describe('the labels of a manifest', () => {
  it('are those of its logits, in the order of the output', () => {
    const [logits] = shipped.outputs;
    const ids = (logits?.labels ?? []).map((label) => (typeof label === 'string' ? label : label.id));
    expect(ids.length).toBeGreaterThan(0);
    expect(labelsOf(ModelManifest.parse(shipped)).map(({ id }) => id)).toEqual(ids);
    expect(labelsOf({ outputs: [{ name: 'embedding', kind: 'embedding' }] })).toEqual([]);
  });

  it('are the only ones that an operating point may name', () => {
    expect(problems(withValue(['operatingPoints', 0, 'label'], 'fracture'))).toEqual(['operatingPoints.0.label']);
  });

  it('are the only ones that a band may name', () => {
    expect(problems(withValue(['indeterminate', 'fracture'], [0.1, 0.2]))).toEqual(['indeterminate.fracture']);
  });

  it('are calibrated, every one', () => {
    for (const { id } of labelsOf(ModelManifest.parse(shipped))) {
      expect(problems(without(['calibration', 'labels', id]))).toEqual([`calibration.labels.${id}`]);
    }
  });
});

describe('the operating point of a label', () => {
  const [base] = ModelManifest.parse(shipped).operatingPoints as [ModelManifest['operatingPoints'][number]];
  const point = (name: string, label: string, threshold: number) => ({ ...base, name, label, threshold });

  it.each([
    ['its own, not the first of another label', [point('default', 'a', 0.1), point('x', 'b', 0.2)], 0.2],
    ['the one named default', [point('x', 'b', 0.1), point('default', 'b', 0.2)], 0.2],
    ['the first where none is named default', [point('x', 'b', 0.1), point('y', 'b', 0.2)], 0.1],
    ['none where it has none', [point('default', 'a', 0.1)], undefined],
    ['none where there are none', [], undefined],
  ])('is %s', (_name, operatingPoints, threshold) => {
    expect(operatingPointOf({ operatingPoints }, 'b')?.threshold).toBe(threshold);
  });
});
