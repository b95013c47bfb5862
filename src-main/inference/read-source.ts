import { createHash } from 'node:crypto';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { absentModalityOf } from '../../src-shared/imaging/presentation.ts';
import { channelsOf } from '../../src-shared/pixels/channels.ts';
import { reorderedSource, type Reordering } from '../../src-shared/pixels/patient-axes.ts';
import { sourceValues, type Source } from '../../src-shared/pixels/prepare.ts';
import type { Question } from './calls.ts';
import type { Place } from './made-pictures.ts';

/** Where the pipeline gets its decoded frames. */
export interface FrameSource {
  /** @param once nobody asks for it again once it has been used */
  frame(instanceId: InstanceId, frame: number, once?: boolean): Promise<Frame>;
}

/** What was read for a question. */
export interface ReadSource {
  /** In the network's order of axes. */
  readonly source: Source;
  /** What put it in that order; null: it is as the file has it. */
  readonly reordering: Reordering | null;
  readonly place: Place;
  readonly colour: boolean;
  /** SHA-256 over the stored values of all frames in reading order. */
  readonly pixelSha256: string;
}

/** Decoded frames of a question with their descriptions, before anything was made of them. */
export interface DecodedFrames {
  readonly frames: readonly { readonly frame: Frame; readonly pixels: PixelDescription }[];
  readonly place: Place;
}

/** Voxels of a volume, all channels: what the machine's memory bears as floats, twice. */
const MOST_VOXELS = 2 ** 28;

/**
 * Reads the frames that a question is about, in reading order. Errors: those of the reader; `image-too-large`;
 * `series-size-mixed` where the slices differ in size.
 */
export async function readFrames(
  question: Question,
  source: FrameSource,
  progress: (done: number, of: number) => void,
): Promise<DecodedFrames> {
  const { volume, pixels, once } = question;
  if (!volume) {
    const frame = await source.frame(question.instanceId, question.frame, once);
    const own = pixelsOfFrame(pixels, question.frame);
    const { rowMm, columnMm } = own.spacing;
    const spacingMm = rowMm !== null && columnMm !== null ? ([1, rowMm, columnMm] as const) : null;
    return { frames: [{ frame, pixels: own }], place: { affine: null, spacingMm } };
  }
  const frames: { frame: Frame; pixels: PixelDescription }[] = [];
  let voxels = 0;
  for (const slice of volume.slices) {
    const instance = volume.instances[slice.instance];
    if (!instance) throw new CodedError('call-malformed', { field: 'volume' });
    const frame = await source.frame(instance.instanceId, slice.frame, once);
    const [first] = frames;
    if (first && !volume.studies && (first.frame.rows !== frame.rows || first.frame.columns !== frame.columns)) {
      throw new CodedError('series-size-mixed');
    }
    voxels += frame.rows * frame.columns;
    if (voxels > MOST_VOXELS) throw new CodedError('image-too-large');
    frames.push({ frame, pixels: pixelsOfFrame(instance.pixels, slice.frame) });
    progress(frames.length, volume.slices.length);
  }
  if (frames.length === 0) throw new CodedError('call-malformed', { field: 'volume' });
  return { frames, place: { affine: volume.affine, spacingMm: volume.spacingMm } };
}

/** Makes of decoded frames what a network's preparation begins with, its axes in another order where the network wants one. */
export function sourceOf(
  { frames, place }: DecodedFrames,
  { input }: Pick<ModelManifest, 'input'>,
  reordering: Reordering | null = null,
): ReadSource {
  const values = sourceValues(input);
  const slices = frames.map(({ frame, pixels }) => channelsOf(frame.values, pixels, input.channels, values));
  const [{ frame }] = frames as [DecodedFrames['frames'][number]];
  const { rows, columns } = frame;
  const absent = frames.map(({ pixels }) =>
    values === 'modality' && pixels.samplesPerPixel === 1 ? absentModalityOf(pixels) : null,
  );
  const padded = absent.some((range) => range !== null);
  const stored = { slices, rows, columns, values, ...(padded && { absent }), spacingMm: place.spacingMm };
  return {
    source: reordering ? reorderedSource(stored, reordering) : stored,
    reordering,
    place,
    colour: frame.samplesPerPixel === 3,
    pixelSha256: hashOf(frames),
  };
}

/** SHA-256 over the stored values of frames, in their order. */
export function hashOf(frames: readonly { readonly frame: Frame }[]): string {
  const hash = createHash('sha256');
  for (const {
    frame: { values },
  } of frames) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
