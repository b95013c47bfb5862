import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { maskChannels } from '../ask-network.ts';
import { FED_TYPES } from '../element-types.ts';
import type { GraphExpectation } from '../onnx/check-model.ts';
import { memoryBytes as machineBytes } from '../machine-memory.ts';
import { inputDims } from '../shapes.ts';

/** What weights and one run may take where a manifest states no figure; half of the machine's memory in any case. */
const USUAL_BYTES = 4 * 2 ** 30;
const MOST_BYTES = machineBytes() / 2;
const LEAST_BYTES = 256 * 2 ** 20;
/** The bound counts some values twice that the runtime keeps once, and a person who states a figure has measured. */
const SLACK = 2;

/** Lengths of the input's sides that are checked: those of the manifest, else of its tiles or its self-test. */
function nominalSize({ input, tiling, selfTest }: Pick<ModelManifest, 'input' | 'tiling' | 'selfTest'>): number[] {
  return input.size.map((side, i) => side ?? Math.max(1, tiling?.size[i] ?? 0, selfTest.size?.[i] ?? 0));
}

/** What a manifest says of the graph in its model file, for `checkModel`. */
export function expectationOf(manifest: ModelManifest): GraphExpectation {
  const { input, file, memoryBytes } = manifest;
  const open = inputDims(manifest);
  const nominal = inputDims({ input: { ...input, size: nominalSize(manifest) } });
  const channelSide = input.layout === 'NHWC' || input.layout === 'NDHWC' ? -1 : 1;
  return {
    inputs: [
      {
        name: input.name,
        types: FED_TYPES,
        dims: nominal.map((length, i) => ({ length: length ?? 1, open: open[i] === null })),
      },
    ],
    outputs: manifest.outputs.map((output) => {
      const sides = new Map<number, number | readonly number[]>();
      if (output.kind === 'activation') sides.set(channelSide, output.labels.length);
      if (output.kind === 'mask') sides.set(channelSide, maskChannels(output));
      const rank = output.kind === 'mask' || output.kind === 'reconstruction' ? nominal.length : null;
      const list = output.kind === 'logits' ? { list: output.labels.length } : {};
      return { name: output.name, rank, sides, ...list };
    }),
    opset: file.opset,
    memoryBytes: Math.min(MOST_BYTES, memoryBytes ? Math.max(LEAST_BYTES, SLACK * memoryBytes) : USUAL_BYTES),
    external: new Map(),
  };
}
