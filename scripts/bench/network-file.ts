import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { ModelOnDisk } from '../../src-main/inference/calls.ts';
import { syntheticInput } from '../../src-main/inference/self-test.ts';
import { loadModel } from '../../src-main/inference/session.ts';
import { physicalCores } from '../../src-main/inference/physical-cores.ts';
import { file, node, port, tensor, type AttributeText } from '../../src-main/inference/onnx/onnx-file.fixture.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';

/** How a layer goes over its picture. */
interface Convolving {
  /** Side of the kernel, odd. */
  readonly kernel: number;
  readonly stride?: number;
  /** Every channel by itself. */
  readonly depthwise?: boolean;
}

/**
 * Writes ONNX files of networks that have learned nothing: weights by a formula, small numbers of both signs, so that
 * activations neither vanish nor grow. How long a network takes does not depend on what it has learned.
 */
export class NetworkFile {
  readonly #nodes: Uint8Array[] = [];
  readonly #tensors: Uint8Array[] = [];

  /** A node with one output of that name; answers the name. */
  add(op: string, inputs: readonly string[], name: string, attributes: Record<string, AttributeText> = {}): string {
    this.#nodes.push(node({ op, in: inputs, out: [name], attributes }));
    return name;
  }

  /** Weights of dims: outputs first. */
  weights(name: string, dims: readonly number[]): string {
    const inputs = dims.slice(1).reduce((product, side) => product * side, 1);
    const floats = Array.from(
      { length: inputs * (dims[0] as number) },
      (_, i) => Math.sin(i * 12.9898) / Math.sqrt(inputs / 4),
    );
    this.#tensors.push(tensor({ name, dims, floats }));
    return name;
  }

  /** Numbers that are given. */
  numbers(name: string, dims: readonly number[], floats: readonly number[]): string {
    this.#tensors.push(tensor({ name, dims, floats }));
    return name;
  }

  /** A convolution that keeps the sides, but for its stride. */
  convolution(
    from: string,
    name: string,
    channels: readonly [number, number],
    { kernel, stride = 1, depthwise = false }: Convolving,
  ): string {
    const [inputs, outputs] = channels;
    const weights = this.weights(`${name}.w`, [outputs, depthwise ? 1 : inputs, kernel, kernel]);
    const border = (kernel - 1) / 2;
    return this.add('Conv', [from, weights], name, {
      pads: { ints: [border, border, border, border] },
      strides: { ints: [stride, stride] },
      group: { int: depthwise ? inputs : 1 },
    });
  }

  /**
   * Writes the file and its manifest into a folder of their own; the self-test expects the first number that it answers here.
   *
   * @param described the manifest without what the file itself says
   */
  async write(
    folder: string,
    described: { readonly id: string; readonly input: { readonly name: string } },
    input: readonly number[],
    [name, dims]: readonly [name: string, dims: readonly number[]],
  ): Promise<ModelOnDisk> {
    const bytes = file({
      nodes: this.#nodes,
      tensors: this.#tensors,
      inputs: [port(described.input.name, input)],
      outputs: [port(name, dims)],
    });
    const selfTest = {
      generator: { kind: 'sine', step: 0.37, amplitude: 1 },
      stride: { [name]: dims.reduce((product, side) => product * side, 1) },
      expected: { [name]: [0] },
      tolerance: 1e-3,
    };
    const manifest = ModelManifest.parse({
      ...described,
      version: '1.0.0',
      calibration: { method: 'none' },
      domain: { method: 'none' },
      operatingPoints: [],
      indeterminate: {},
      figures: [],
      file: {
        name: 'model.onnx',
        sha256: createHash('sha256').update(bytes).digest('hex'),
        bytes: bytes.length,
        opset: 17,
      },
      selfTest,
    });
    const place = path.join(folder, described.id);
    const model: ModelOnDisk = { file: path.join(place, 'model.onnx'), manifest };
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(model.file, bytes);
    const network = await loadModel(model, physicalCores());
    const [first] = (await network.run(syntheticInput(manifest)))[name]?.data ?? [];
    const expecting = { ...manifest, selfTest: { ...selfTest, expected: { [name]: [first] } } };
    fs.writeFileSync(path.join(place, 'manifest.json'), JSON.stringify(expecting));
    return { ...model, manifest: ModelManifest.parse(expecting) };
  }
}
