import { CodedError, type Coded } from '../contract/coded.ts';
import type { Affine } from './affine.ts';
import { sampleArray, type Frame, type SampleArray } from './frame.ts';
import type { SampleType } from './instance.ts';
import type { DisplaySet } from './series-display-set.ts';
import type { Plane, SeriesInstance } from './series-plane.ts';
import { scaledValue, volumeScale, type SliceScale, type VolumeScale } from './volume-scale.ts';

/** A volume as viewer and networks know it: one grid, one scale. */
export interface VolumeDescription {
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Type of the voxel values; voxel `[column, row, slice]` is `values[(slice * rows + row) * columns + column]`. */
  readonly sampleType: SampleType;
  /** Voxel value → modality value: `value * slope + intercept`, in `unit`. */
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string | null;
  /** Voxel values that are no part of the picture; null: none, or not the same in all slices. */
  readonly padding: VolumeScale['padding'];
  /** Voxel index (column, row, slice) → LPS millimetres. */
  readonly affine: Affine;
  /** Between columns, between rows, between slices along their normal. */
  readonly spacingMm: { readonly column: number; readonly row: number; readonly slice: number };
  /** Between the slices' normal and the line on which they are stacked; above 0 the axes stand at no right angle. */
  readonly tiltDegrees: number;
  /** Whether the values are those stored; see `VolumeScale`. */
  readonly conversion: VolumeScale['conversion'];
  /** `volume-converted` where values are rounded. */
  readonly warnings: readonly Coded[];
}

/** A display set as a volume that can be fetched, or why it is none. */
export type VolumePlan<T> =
  | {
      readonly regular: true;
      readonly description: VolumeDescription;
      /** One frame a slice, in the volume's order. */
      readonly slices: readonly SliceSource<T>[];
    }
  | { readonly regular: false; readonly whyNot: Coded };

export interface SliceSource<T> {
  readonly instance: T;
  /** Counted from 0. */
  readonly frame: number;
  /** As the frame must arrive. */
  readonly sampleType: SampleType;
  /** null: as it is stored. */
  readonly scale: SliceScale | null;
}

export interface Volume {
  readonly description: VolumeDescription;
  readonly values: SampleArray;
}

/** What one process can hold beside everything else on a small machine. */
const MOST_BYTES = 2 * 2 ** 30;
const BYTES: Record<SampleType, number> = {
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  float64: 8,
};

/**
 * What a display set would be as a volume. Reads no pixels.
 *
 * @returns irregular ones with the display set's weightiest obstacle; `image-too-large` for more than 2 GiB
 */
export function planVolume<T extends SeriesInstance>(set: DisplaySet<T>): VolumePlan<T> {
  const { geometry, planes, obstacles } = set;
  const slice = geometry?.spacingMm.slice ?? null;
  const [first] = planes;
  if (obstacles.length > 0 || !geometry || slice === null || !first) {
    return { regular: false, whyNot: obstacles[0] ?? { code: 'series-not-volume', details: {} } };
  }
  const { slices: scales, ...scale } = volumeScale(planes);
  const { rows, columns } = first;
  const bytes = rows * columns * planes.length * BYTES[scale.sampleType];
  if (bytes > MOST_BYTES) return { regular: false, whyNot: { code: 'image-too-large', details: { rows, columns } } };
  return {
    regular: true,
    description: {
      columns,
      rows,
      slices: planes.length,
      ...scale,
      affine: geometry.affine,
      spacingMm: { column: geometry.spacingMm.column, row: geometry.spacingMm.row, slice },
      tiltDegrees: geometry.tiltDegrees,
      warnings: scale.conversion === 'rounded' ? [{ code: 'volume-converted', details: {} }] : [],
    },
    slices: planes.map((plane, i) => sourceOf(plane, scales?.[i] ?? null)),
  };
}

function sourceOf<T extends SeriesInstance>({ instance, frame }: Plane<T>, scale: SliceScale | null): SliceSource<T> {
  return { instance, frame, sampleType: instance.description.pixels.sampleType, scale };
}

/** Frames asked for before the first one is there: enough to keep a pool of decoders busy, few enough to hold. */
const IN_FLIGHT = 4;

/**
 * Fetches a volume slice by slice into one typed array. Besides it only the frames in flight are held: four, whatever the
 * size of the volume.
 *
 * @param frameOf fetches one frame, e.g. over the pixel port
 * @param options `ownFrames`: the frames are nobody else's and are emptied as soon as they are copied, instead of lying
 *   about until the next collection; `onSlice`: told how many slices are there
 * @throws `codec-size-mismatch` where a frame is not what its description said, and whatever `frameOf` throws
 */
export async function fetchVolume<T>(
  plan: Extract<VolumePlan<T>, { regular: true }>,
  frameOf: (source: SliceSource<T>) => Promise<Frame>,
  options: { readonly ownFrames?: boolean; readonly onSlice?: (done: number) => void } = {},
): Promise<Volume> {
  const { description, slices } = plan;
  const { rows, columns, sampleType } = description;
  const pixels = rows * columns;
  const values = sampleArray(sampleType, new ArrayBuffer(pixels * slices.length * BYTES[sampleType]));
  let [next, done, failed] = [0, 0, false];
  const fetchOn = async () => {
    while (next < slices.length && !failed) {
      const at = next++;
      const source = slices[at] as SliceSource<T>;
      try {
        const frame = await frameOf(source);
        place(frame, source, description, values.subarray(at * pixels, (at + 1) * pixels));
        if (options.ownFrames) empty(frame);
      } catch (error) {
        failed = true; // the others stop after the frame that they have in hand
        throw error;
      }
      options.onSlice?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, slices.length) }, fetchOn));
  return { description, values };
}

/** Gives a frame's memory back at once, where the runtime can (ECMAScript 2024). */
function empty({ values }: Frame): void {
  (values.buffer as { transfer?: (bytes: number) => ArrayBuffer }).transfer?.(0);
}

function place<T>(frame: Frame, source: SliceSource<T>, volume: VolumeDescription, into: SampleArray): void {
  const sized = frame.rows === volume.rows && frame.columns === volume.columns && frame.samplesPerPixel === 1;
  if (!sized || frame.sampleType !== source.sampleType || frame.values.length !== into.length) {
    throw new CodedError('codec-size-mismatch');
  }
  const { values } = frame;
  const { scale } = source;
  if (!scale) {
    into.set(values);
    return;
  }
  if (scale.table) {
    for (let i = 0; i < values.length; i++) into[i] = scaledValue(values[i] as number, scale);
    return;
  }
  const { factor, offset } = scale;
  for (let i = 0; i < values.length; i++) into[i] = (values[i] as number) * factor + offset;
}
