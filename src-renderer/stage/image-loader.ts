import { Enums, utilities, type Types } from '@cornerstonejs/core';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { CaseInstance } from '../../src-shared/contract/records.ts';
import { requestFrame } from '../app/pixels.ts';
import { takeAhead } from './frames-ahead.ts';
import { drawnWidth, firstWindow, type WindowSource } from './default-window.ts';
import { displayedValues } from './displayed-values.ts';
import { cachedFrame, keepFrame } from './frame-cache.ts';
import { frameOf } from './image-id.ts';
import { displayedTypeOf, knownInstance } from './metadata.ts';

/** A frame as Cornerstone holds it, and where its first window came from. */
export type StageImage = Types.IImage & { readonly windowSource: WindowSource };

const FUNCTIONS = {
  LINEAR: Enums.VOILUTFunctionType.LINEAR,
  LINEAR_EXACT: Enums.VOILUTFunctionType.LINEAR_EXACT,
  SIGMOID: Enums.VOILUTFunctionType.SAMPLED_SIGMOID,
} as const;

/** More samples than this the page can't hold several times over (stored, displayed, as a texture): it would die of them. */
const MOST_SAMPLES = 64 * 2 ** 20;

const onTheWay = new Map<string, Promise<StageImage>>();

/**
 * A frame of the case on the stage, in Cornerstone's cache from then on. It goes in only once it is there: a rejected load
 * would leave Cornerstone with a promise that nobody catches.
 *
 * @throws CodedError `frame-not-granted` for an instance that is not of the case on the stage (also when the case was left
 *   while the pixels were on their way), `codec-size-mismatch` when the pixels are not those that were described,
 *   `image-too-large` for more than 64 Mi samples, and the reader's codes
 */
export function loadedFrame(imageId: string): Promise<StageImage> {
  const cached = cachedFrame(imageId);
  if (cached) return Promise.resolve(cached);
  const asked = onTheWay.get(imageId);
  if (asked) return asked;
  const loading = load(imageId)
    .then((image) => {
      keepFrame(imageId, image);
      return image;
    })
    .finally(() => onTheWay.delete(imageId));
  onTheWay.set(imageId, loading);
  return loading;
}

/** Cornerstone's own way to a frame, for one that has left the cache since {@link loadedFrame}. */
export function loadStageImage(imageId: string): { promise: Promise<Types.IImage> } {
  return { promise: load(imageId) };
}

async function load(imageId: string): Promise<StageImage> {
  const key = frameOf(imageId);
  const instance = key ? knownInstance(key.instanceId) : undefined;
  if (!key || !instance) throw new CodedError('frame-not-granted');
  const { rows, columns, samplesPerPixel } = instance.description.pixels;
  if (rows * columns * samplesPerPixel > MOST_SAMPLES) throw new CodedError('image-too-large', { rows, columns });
  const frame = await (takeAhead(imageId) ?? requestFrame(key.instanceId, key.frame));
  if (!knownInstance(key.instanceId)) throw new CodedError('frame-not-granted');
  return stageImage(imageId, frame, instance, key.frame);
}

function stageImage(imageId: string, frame: Frame, instance: CaseInstance, index: number): StageImage {
  const pixels = pixelsOfFrame(instance.description.pixels, index);
  const { rows, columns, samplesPerPixel } = frame;
  if (rows !== pixels.rows || columns !== pixels.columns || samplesPerPixel !== pixels.samplesPerPixel) {
    throw new CodedError('codec-size-mismatch');
  }
  const values = displayedValues(frame, pixels, displayedTypeOf(instance));
  const { window, source } = firstWindow(frame.values, pixels);
  const { min, max } = extent(values);
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({
    scalarData: values,
    width: columns,
    height: rows,
    numberOfComponents: samplesPerPixel,
  });
  return {
    imageId,
    windowSource: source,
    rows,
    columns,
    height: rows,
    width: columns,
    color: samplesPerPixel === 3,
    rgba: false,
    numberOfComponents: samplesPerPixel,
    slope: 1,
    intercept: 0,
    minPixelValue: min,
    maxPixelValue: max,
    windowCenter: window.center,
    windowWidth: drawnWidth(window),
    voiLUTFunction: FUNCTIONS[window.function],
    rowPixelSpacing: pixels.spacing.rowMm ?? pixels.spacing.aspectRatio ?? 1,
    columnPixelSpacing: pixels.spacing.columnMm ?? 1,
    invert: pixels.photometric === 'MONOCHROME1',
    photometricInterpretation: pixels.photometric,
    sizeInBytes: values.byteLength,
    dataType: values.constructor.name as Types.PixelDataTypedArrayString,
    voxelManager,
    getPixelData: () => values,
    getCanvas: () => document.createElement('canvas'),
    imageFrame: { photometricInterpretation: pixels.photometric } as Types.IImageFrame,
  };
}

function extent(values: ArrayLike<number>): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}
