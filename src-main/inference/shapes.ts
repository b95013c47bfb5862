import type { InferenceSession } from 'onnxruntime-node';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ModelOutput } from '../../src-shared/findings/model-output.ts';
import { sourceValues } from '../../src-shared/pixels/prepare.ts';
import { maskChannels } from './ask-network.ts';
import { isFed, isRead, isWhole, namesLabels } from './element-types.ts';
import { isListOf, rankOf, withChannel } from './output-shapes.ts';

type Shaped = Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>;
/** A side that the network leaves open has a name instead of a number, and takes any size. */
type Shape = readonly (number | string)[];

/**
 * Compares what a network says of its tensors with what its manifest says, as far as the file fixes it: type, number of axes
 * and sides of the input, channels of the outputs against the labels. Errors: `manifest-mismatch` with what differs.
 */
export function checkShapes({ inputMetadata, outputMetadata }: Shaped, manifest: ModelManifest): void {
  const [input] = inputMetadata;
  if (!input?.isTensor || !isFed(input.type)) {
    throw new CodedError('manifest-mismatch', {
      input: manifest.input.name,
      type: input?.isTensor ? input.type : 'none',
    });
  }
  if (isWhole(input.type) && greysOf(manifest.input) < FEWEST_GREYS) {
    throw new CodedError('manifest-mismatch', { field: 'input.normalisation', type: input.type });
  }
  const wanted = inputDims(manifest);
  // a file may leave the shape out: then it has no sides here, and takes what it is fed
  const fits =
    input.shape.length === 0 ||
    (input.shape.length === wanted.length &&
      input.shape.every((side, i) => typeof side !== 'number' || side < 1 || wanted[i] === null || side === wanted[i]));
  if (!fits) throw new CodedError('manifest-mismatch', { shape: input.shape.join(' × ') });
  for (const output of manifest.outputs) {
    const described = outputMetadata.find(({ name }) => name === output.name);
    if (!described?.isTensor) throw new CodedError('manifest-mismatch', { output: output.name });
    const mismatch = () =>
      new CodedError('manifest-mismatch', { output: output.name, shape: described.shape.join(' × ') });
    const understood = 'activation' in output && output.activation === 'index' ? namesLabels : isRead;
    if (!understood(described.type)) {
      throw new CodedError('manifest-mismatch', { field: `outputs.${output.name}`, outputType: described.type });
    }
    if (output.kind === 'logits') {
      if (!mayList(described.shape, output.labels.length)) throw mismatch();
      continue;
    }
    const channels = channelsWanted(output);
    const found = channelSide(output, described.shape, manifest.input.layout);
    if (channels !== null && typeof found === 'number' && found > 0 && !channels.includes(found)) throw mismatch();
  }
}

/** Whole numbers between the darkest and the brightest below which a picture is no longer one. */
const FEWEST_GREYS = 8;

/**
 * How many whole numbers a prepared picture's values stretch over: a network that takes whole numbers and is described as taking
 * values about 0 would be shown two or three greys, and answer as if nothing were wrong.
 */
function greysOf({ range, normalisation, kind, steps }: ModelManifest['input']): number {
  if (!('std' in normalisation)) return 0;
  // modality values as they are: nobody knows how far they go
  if (range.method === 'none' && sourceValues({ range, kind, steps }) === 'modality') return Infinity;
  return 1 / Math.max(...normalisation.std);
}

/** A network's input tensor by its manifest, null where any side is right. */
export function inputDims({ input }: Pick<ModelManifest, 'input'>): (number | null)[] {
  const { channels, size, layout } = input;
  switch (layout) {
    case 'NCHW':
    case 'NCDHW':
      return [1, channels, ...size];
    case 'NHWC':
    case 'NDHWC':
      return [1, ...size, channels];
    case 'NTCHW':
      return [1, size[0] ?? null, channels, ...size.slice(1)];
  }
}

function channelsWanted(output: ModelOutput): number[] | null {
  switch (output.kind) {
    case 'activation':
      return [output.labels.length];
    case 'mask':
      return maskChannels(output);
    case 'image':
      return [1, 3];
    case 'logits':
    case 'embedding':
    case 'reconstruction':
      return null;
  }
}

function channelSide(
  output: ModelOutput,
  described: Shape,
  layout: ModelManifest['input']['layout'],
): number | string | undefined {
  const last = layout === 'NHWC' || layout === 'NDHWC';
  const shape = output.kind === 'activation' ? described : withChannel(described, rankOf(layout), last);
  return last ? shape.at(-1) : shape[1];
}

/** Whether an output may be a list of so many numbers, as far as the file says; sides that it only names take any length. */
function mayList(shape: Shape, length: number): boolean {
  const known = shape.filter((side) => typeof side === 'number' && side > 0) as number[];
  if (known.length < shape.length) return known.every((side) => side === 1 || side === length);
  return known.length === 0 || isListOf(known, length);
}
