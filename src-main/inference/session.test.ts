import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { file as networkFile, node, port, tensor as tensorText } from './onnx/onnx-file.fixture.ts';
import { manifestFor } from './registry/model-folder.fixture.ts';
import { readManifest } from './registry/read-manifest.ts';
import { loadModel, runtimeVersion } from './session.ts';
import type { ModelOnDisk } from './calls.ts';

const shipped = path.join(import.meta.dirname, '../../models/chest-xr-pneumonia');
const { manifest } = await readManifest(path.join(shipped, 'manifest.json'));
const bytes = readFileSync(path.join(shipped, manifest.file.name));
const model: ModelOnDisk = { file: path.join(shipped, manifest.file.name), manifest };

const folder = mkdtempSync(path.join(tmpdir(), 'skiagraph-session-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A loaded network is kept by hash and thread count: each test that must see a file opened takes its own count.
let threads = 1;
const nextThreads = () => (threads += 1);

function modelOf(name: string, content: Uint8Array, sha256 = manifest.file.sha256): ModelOnDisk {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return { file, manifest: { ...manifest, file: { ...manifest.file, sha256 } } };
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

const [ROWS, COLUMNS] = manifest.input.size as [number, number];
const tensor = (value: (i: number) => number) => ({
  dims: [1, 1, ROWS, COLUMNS],
  data: Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => value(i)),
});
const wave = (i: number) => 2 * Math.sin(0.013 * i) + Math.cos(0.41 * i);
const picture = () => tensor(wave);

describe('loading a network', () => {
  it('answers with every output that the manifest names, all of them numbers', async () => {
    const network = await loadModel(model, 1);
    const outputs = await network.run(picture());
    for (const { name } of manifest.outputs) {
      const { dims, data } = outputs[name]!;
      expect(dims[0], `batch of ${name}`).toBe(1);
      expect(data.length).toBe(dims.reduce((product, size) => product * size, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
  });

  it('gives the same numbers for the same picture, and others for another', async () => {
    const network = await loadModel(model, 1);
    const first = await network.run(picture());
    await network.run(tensor(() => 0));
    const again = await network.run(picture());
    const other = await network.run(tensor((i) => -wave(i)));
    expect([...again['logits']!.data]).toEqual([...first['logits']!.data]);
    expect([...other['logits']!.data]).not.toEqual([...first['logits']!.data]);
  });

  it('is of a network whose heat map has the logit as its mean, label by label, as its card says', async () => {
    const outputs = await (await loadModel(model, 1)).run(picture());
    const [, labels, rows, columns] = outputs['cam']!.dims as [number, number, number, number];
    expect(labels).toBe(outputs['logits']!.data.length);
    outputs['logits']!.data.forEach((logit, label) => {
      const map = outputs['cam']!.data.subarray(label * rows * columns, (label + 1) * rows * columns);
      const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
      expect(Math.abs(mean - logit)).toBeLessThan(1e-4);
    });
  });

  it('keeps a loaded network, also when two ask for it at once', async () => {
    const count = nextThreads();
    const own = modelOf('once.onnx', bytes);
    await Promise.all([loadModel(own, count), loadModel(own, count)]);
    rmSync(own.file);
    await expect(loadModel(own, count)).resolves.toHaveProperty('run');
  });

  it('checks every description of a network that is loaded already', async () => {
    const count = nextThreads();
    await loadModel(model, count);
    const outputs = model.manifest.outputs.map((output) => ({ ...output, name: `no-${output.name}` }));
    const other = { ...model, manifest: { ...model.manifest, outputs } };
    await expect(loadModel(other, count)).rejects.toThrow('manifest-mismatch');
  });

  it.each([
    ['first', 0],
    ['one in the middle', Math.floor(bytes.length / 2)],
    ['last', bytes.length - 1],
  ])('refuses a file in which one byte was changed: the %s', async (_name, place) => {
    const changed = Uint8Array.from(bytes);
    changed[place] = changed[place]! ^ 1;
    const altered = modelOf('changed.onnx', changed);
    await expect(loadModel(altered, nextThreads())).rejects.toMatchObject({
      code: 'model-changed',
      details: { model: manifest.id },
    });
  });

  it('refuses a file that was cut short or added to', async () => {
    const longer = Buffer.concat([bytes, Buffer.from([0])]);
    await expect(loadModel(modelOf('cut.onnx', bytes.subarray(0, -1)), nextThreads())).rejects.toThrow('model-changed');
    await expect(loadModel(modelOf('longer.onnx', longer), nextThreads())).rejects.toThrow('model-changed');
    await expect(loadModel(modelOf('empty.onnx', new Uint8Array()), nextThreads())).rejects.toThrow('model-changed');
  });

  it('says that a model is missing, without saying where', async () => {
    const gone = { ...model, file: path.join(folder, 'gone.onnx') };
    const failure = await loadModel(gone, nextThreads()).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'model-missing', details: { model: manifest.id } });
    expect(JSON.stringify((failure as { details: unknown }).details)).not.toContain(folder);
  });

  it('tries again after a failure: a model that came back is found', async () => {
    const count = nextThreads();
    const file = path.join(folder, 'late.onnx');
    await expect(loadModel({ ...model, file }, count)).rejects.toThrow('model-missing');
    writeFileSync(file, bytes);
    const network = await loadModel({ ...model, file }, count);
    expect((await network.run(picture()))['logits']!.data.length).toBeGreaterThan(0);
  });

  it('refuses a manifest that names an output which the network does not have', async () => {
    const outputs = manifest.outputs.map((output) =>
      output.kind === 'logits' ? { ...output, name: 'probabilities' } : output,
    );
    await expect(loadModel({ ...model, manifest: { ...manifest, outputs } }, nextThreads())).rejects.toMatchObject({
      code: 'manifest-mismatch',
      details: { field: 'outputs', manifest: 'probabilities' },
    });
  });

  it('refuses a manifest that names another input', async () => {
    const input = { ...manifest.input, name: 'pixels' };
    await expect(loadModel({ ...model, manifest: { ...manifest, input } }, nextThreads())).rejects.toMatchObject({
      code: 'manifest-mismatch',
      details: { field: 'input.name', model: manifest.input.name },
    });
  });

  it.each([
    [512, 512],
    [96, 96],
  ])('refuses a manifest that gives the input another size: %s × %s', async (rows, columns) => {
    const input = { ...manifest.input, size: [rows, columns] as [number, number] };
    await expect(loadModel({ ...model, manifest: { ...manifest, input } }, nextThreads())).rejects.toMatchObject({
      code: 'manifest-mismatch',
    });
  });

  it('rejects a file that is no network although its hash is right, and goes on working', async () => {
    const noise = Buffer.from('not a network at all');
    await expect(loadModel(modelOf('noise.onnx', noise, sha256(noise)), nextThreads())).rejects.toThrow('onnx-corrupt');
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    await expect(loadModel(modelOf('half.onnx', half, sha256(half)), nextThreads())).rejects.toThrow('onnx-corrupt');
    const network = await loadModel(model, nextThreads());
    expect((await network.run(picture()))['logits']!.data.every(Number.isFinite)).toBe(true);
  });

  it('tells of a network whose operation the runtime has not for its numbers that it is no damaged file', async () => {
    const double = 11;
    const filters = tensorText({ name: 'w', dims: [2, 1, 8, 8], type: double, raw: new Uint8Array(2 * 64 * 8) });
    const convolution = node({ op: 'Conv', in: ['x', 'w'] });
    const doubles = networkFile({
      nodes: [convolution],
      inputs: [port('x', [1, 1, 8, 8], double)],
      outputs: [port('y', [1, 2, 1, 1], double)],
      tensors: [filters],
    });
    const own = { ...modelOf('doubles.onnx', doubles), manifest: ModelManifest.parse(manifestFor(doubles)) };
    await expect(loadModel(own, nextThreads())).rejects.toMatchObject({
      code: 'onnx-not-implemented',
      details: { op: 'Conv' },
    });
  });

  it('gives back what a large run took as soon as it has answered', async () => {
    const axes = { axes: { ints: [2, 3] }, keepdims: { int: 1 } } as const;
    const large = networkFile({
      nodes: [
        node({ op: 'ReduceMean', in: ['x'], out: ['m'], attributes: axes }),
        node({ op: 'Expand', in: ['m', 'wide'], out: ['w'] }),
        node({ op: 'Transpose', in: ['w'], out: ['t'], attributes: { perm: { ints: [0, 1, 3, 2] } } }),
        node({
          op: 'ReduceMean',
          in: ['t'],
          out: ['r'],
          attributes: { axes: { ints: [1, 2, 3] }, keepdims: { int: 0 } },
        }),
        node({ op: 'Reshape', in: ['r', 'one'], out: ['n'] }),
        node({ op: 'Concat', in: ['n', 'n'], attributes: { axis: { int: 1 } } }),
      ],
      inputs: [port('x', [1, 1, 8, 8])],
      outputs: [port('y', [1, 2])],
      tensors: [
        tensorText({ name: 'wide', dims: [4], ints: [1, 64, 1024, 1024] }),
        tensorText({ name: 'one', dims: [2], ints: [1, 1] }),
      ],
    });
    const own = { ...modelOf('large.onnx', large), manifest: ModelManifest.parse(manifestFor(large)) };
    const network = await loadModel(own, 1);
    // twice 256 MiB at once
    expect(network.runBytes).toBeGreaterThan(500 * 2 ** 20);
    const before = process.memoryUsage().rss;
    await network.run({ dims: [1, 1, 8, 8], data: new Float32Array(64).fill(0.5) });
    expect(process.memoryUsage().rss - before).toBeLessThan(250 * 2 ** 20);
  });

  it('knows the version of the runtime that made the numbers', () => {
    expect(runtimeVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
