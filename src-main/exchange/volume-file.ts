import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { SampleArray } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription, SampleType } from '../../src-shared/imaging/instance.ts';
import { niftiHead } from '../../src-shared/imaging/nifti-write.ts';
import { modalityOf } from '../../src-shared/imaging/presentation.ts';
import type { ItemPixels } from './format-writer.ts';
import type { OutputFolder } from './output-folder.ts';

/**
 * Writes a compressed NIfTI file on an item's own grid, slice by slice: exact affine, or none where nobody knows where the
 * slices lie.
 *
 * @param slice the values of a slice, rows × columns
 */
export async function writeVolume(
  folder: OutputFolder,
  name: string,
  item: ExportItem,
  about: { readonly sampleType: SampleType; readonly rescale?: { readonly slope: number; readonly intercept: number } },
  slice: (slice: number) => SampleArray | Promise<SampleArray>,
): Promise<void> {
  const { rows, columns, affine, spacingMm } = item;
  const file = await folder.open(name, { compressed: true });
  await file.write(
    niftiHead({
      ...about,
      size: [columns, rows, item.slices.length],
      affine,
      ...(spacingMm ? { sizeMm: [spacingMm.column, spacingMm.row, spacingMm.slice ?? 1] as const } : {}),
    }),
  );
  try {
    for (let at = 0; at < item.slices.length; at++) {
      const values = await slice(at);
      await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.close();
}

/**
 * Writes an item's picture as {@link writeVolume}: stored values with slope and intercept where all slices share them, else
 * modality values as 32-bit floats.
 *
 * @param channel of a colour picture: 0 red, 1 green, 2 blue
 */
export async function writePicture(
  folder: OutputFolder,
  name: string,
  item: ExportItem,
  pixels: ItemPixels,
  channel = 0,
): Promise<void> {
  const described = item.slices.map(({ instance }) => item.instances[instance]?.pixels as PixelDescription);
  const [first] = described as [PixelDescription];
  // one scale only where nothing says otherwise, of a frame or of an instance
  const shared = described.every(
    (own) =>
      own.sampleType === first.sampleType &&
      own.modalityLut === null &&
      own.perFrame === undefined &&
      own.rescale.slope === first.rescale.slope &&
      own.rescale.intercept === first.rescale.intercept,
  );
  const { slope, intercept } = first.rescale;
  const about = shared
    ? { sampleType: first.sampleType, rescale: { slope: slope === 0 ? 1 : slope, intercept } }
    : { sampleType: 'float32' as const };
  await writeVolume(folder, name, item, about, async (slice) => {
    const { frame, pixels: own } = await pixels.stored(slice);
    const { samplesPerPixel: samples, values } = frame;
    const one = samples === 1 ? values : values.filter((_value, i) => i % samples === channel);
    return shared ? one : Float32Array.from(one, modalityOf(own));
  });
}
