import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { pngFile } from '../picture-files/index.ts';
import type { ItemPixels } from './format-writer.ts';
import type { OutputFolder } from './output-folder.ts';

/** Writes a slice as a person sees it first, as an 8-bit PNG, grey or RGB. */
export async function writeShown(
  folder: OutputFolder,
  name: string,
  { rows, columns, samplesPerPixel: samples }: ExportItem,
  slice: number,
  pixels: ItemPixels,
): Promise<void> {
  await folder.write(name, await pngFile({ rows, columns, samples, values: await pixels.shown(slice) }));
}
