import type { Known } from './known.ts';
import { TYPE, type ModelNode } from './model.ts';

/**
 * The runtime keeps what convolutions of pictures make in blocks of 8 or 16 channels, by the processor, and hands it on so
 * (`nchwc_transformer.cc`): a single channel takes as much memory as 16 do. Here the larger block counts.
 */
const BLOCK = 16;
const BLOCKING = new Set(['Conv', 'FusedConv']);
/** What takes blocks and gives blocks. */
const BLOCKWISE = new Set([
  ...BLOCKING,
  ...['Add', 'Sum', 'Mul', 'Concat', 'BatchNormalization', 'Resize', 'Upsample', 'Identity'],
  ...['MaxPool', 'AveragePool', 'GlobalMaxPool', 'GlobalAveragePool'],
  ...['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'HardSigmoid', 'Clip', 'Elu', 'Gelu', 'HardSwish', 'Mish', 'Softplus'],
]);

/** How many times as much memory a number of channels takes in blocks. */
const paddingOf = (channels: number) => (channels < 1 ? 1 : (Math.ceil(channels / BLOCK) * BLOCK) / channels);

/** Whether a node may give an output in blocks. @param inBlocks whether one of its inputs may be */
export function givesBlocks({ op }: Pick<ModelNode, 'op'>, inBlocks: boolean): boolean {
  return BLOCKING.has(op) || (inBlocks && BLOCKWISE.has(op));
}

/** How many times its own bytes a value takes that may be kept in blocks: floats of [batch, channels, rows, columns]. */
export function blockedShare({ type, dims }: Known): number {
  return type === TYPE.FLOAT && dims?.length === 4 ? paddingOf(dims[1] as number) : 1;
}

/** Bytes that the filters of a convolution take in blocks beyond their own. @param filters [made, seen, rows, columns] */
export function filterPadding({ op }: Pick<ModelNode, 'op'>, filters: Known | null | undefined, bytes: number): number {
  if (!BLOCKING.has(op) || filters?.type !== TYPE.FLOAT || filters.dims?.length !== 4) return 0;
  return (paddingOf(filters.dims[0] as number) - 1) * bytes;
}
