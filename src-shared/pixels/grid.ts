import { CodedError } from '../contract/coded.ts';
import type { Layout } from '../findings/model-input.ts';

/**
 * Numbers on a regular grid in the order channel, slice, row, column, whatever order a network wants. A picture is one
 * slice; the steps of a sequence are slices.
 */
export interface Grid {
  readonly channels: number;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Where the numbers of a grid find room: an array of so many, whatever they are before they are written. */
export type Room = (numbers: number) => Float32Array;

/** An array of its own for every grid, of zeros. */
export const freshRoom: Room = (numbers) => new Float32Array(numbers);

/** A grid as it comes from its room: an empty one, if none is named. */
export function newGrid(channels: number, slices: number, rows: number, columns: number, room = freshRoom): Grid {
  return { channels, slices, rows, columns, values: room(channels * slices * rows * columns) };
}

/** A grid as a network's tensor, batch of one. */
export function toTensor(grid: Grid, layout: Layout): { readonly data: Float32Array; readonly dims: number[] } {
  const { channels, slices, rows, columns, values } = grid;
  const plane = rows * columns;
  switch (layout) {
    case 'NCHW':
      return { data: values, dims: [1, channels, rows, columns] };
    case 'NCDHW':
      return { data: values, dims: [1, channels, slices, rows, columns] };
    case 'NHWC':
      return { data: lastChannel(values, channels, plane), dims: [1, rows, columns, channels] };
    case 'NDHWC':
      return { data: lastChannel(values, channels, slices * plane), dims: [1, slices, rows, columns, channels] };
    case 'NTCHW':
      return { data: swapped(values, channels, slices, plane), dims: [1, slices, channels, rows, columns] };
  }
}

/**
 * A tensor (batch of one) of a network that works in `layout` as a grid; a sequence's outputs are read as pictures.
 * Errors: `model-output-invalid` for another number of axes or a batch other than one.
 */
export function fromTensor(data: Float32Array, dims: readonly number[], layout: Layout): Grid {
  const wrong = () => new CodedError('model-output-invalid', { shape: dims.join(' × ') });
  const volume = layout === 'NCDHW' || layout === 'NDHWC';
  if (dims.length !== (volume ? 5 : 4) || dims[0] !== 1 || dims.some((side) => side < 1)) throw wrong();
  const last = layout === 'NHWC' || layout === 'NDHWC';
  const sides = last ? dims.slice(1, -1) : dims.slice(2);
  const channels = (last ? dims.at(-1) : dims[1]) as number;
  const [slices, rows, columns] = (volume ? sides : [1, ...sides]) as [number, number, number];
  const size = slices * rows * columns;
  if (data.length !== channels * size) throw wrong();
  return { channels, slices, rows, columns, values: last ? firstChannel(data, channels, size) : data };
}

function lastChannel(values: Float32Array, channels: number, size: number): Float32Array {
  if (channels === 1) return values;
  const out = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) out[i * channels + channel] = values[channel * size + i] as number;
  }
  return out;
}

function firstChannel(values: Float32Array, channels: number, size: number): Float32Array {
  if (channels === 1) return values;
  const out = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) out[channel * size + i] = values[i * channels + channel] as number;
  }
  return out;
}

function swapped(values: Float32Array, channels: number, slices: number, plane: number): Float32Array {
  if (channels === 1) return values;
  const out = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let slice = 0; slice < slices; slice++) {
      const from = (channel * slices + slice) * plane;
      out.set(values.subarray(from, from + plane), (slice * channels + channel) * plane);
    }
  }
  return out;
}

/** A grid mirrored left to right or top to bottom. */
export function flipped(grid: Grid, axis: 'flip-columns' | 'flip-rows'): Grid {
  const { rows, columns, values } = grid;
  const out = new Float32Array(values.length);
  for (let row = 0; row < values.length / columns; row++) {
    const from = row * columns;
    if (axis === 'flip-rows') {
      const mirrored = row - (row % rows) + (rows - 1 - (row % rows));
      out.set(values.subarray(from, from + columns), mirrored * columns);
    } else {
      for (let x = 0; x < columns; x++) out[from + columns - 1 - x] = values[from + x] as number;
    }
  }
  return { ...grid, values: out };
}
