import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { SECONDARY_CAPTURE, secondaryCapture } from '../../src-shared/exchange/secondary-capture.ts';
import { isDicom, segmentationObject } from '../../src-shared/exchange/segmentation-object.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import { freshUid } from './fresh-uid.ts';
import { pictureName, type FormatWriter, type ItemPixels, type WriterSetting } from './format-writer.ts';

/**
 * A DICOM Segmentation an item: `<id>.dcm`. A segmentation has a place in the patient or refers to DICOM images; pictures that have
 * neither go along as Secondary Captures in `images`, and it refers to those.
 */
export function segmentationFiles({ folder, schema, at, version }: WriterSetting): FormatWriter {
  return {
    item: async (item, pixels) => {
      const studyUid = freshUid();
      const bare = item.affine === null && !item.instances.some((instance) => isDicom(instance));
      const source = bare ? await captured(item, pixels, studyUid) : item;
      const object = segmentationObject(source, { schema, at, version, studyUid, freshUid });
      await folder.write(`${item.id}.dcm`, object);
    },
    finish: async () => undefined,
  };

  async function captured(item: ExportItem, pixels: ItemPixels, studyUid: string): Promise<ExportItem> {
    const seriesUid = freshUid();
    const instances: ExportItem['instances'][number][] = [];
    for (let slice = 0; slice < item.slices.length; slice++) {
      const place = item.slices[slice] as ExportItem['slices'][number];
      const origin = item.instances[place.instance] as ExportItem['instances'][number];
      const instanceUid = freshUid();
      const about = { studyUid, seriesUid, instanceUid, number: slice + 1, version };
      const file = secondaryCapture(item, await pixels.shown(slice), about);
      await folder.write(`images/${pictureName(item, slice)}.dcm`, file);
      const alone: PixelDescription = { ...origin.pixels, frames: 1 };
      instances.push({ ...origin, pixels: alone, sopClassUid: SECONDARY_CAPTURE, instanceUid });
    }
    return { ...item, seriesUid, instances, slices: instances.map((_, instance) => ({ instance, frame: 0 })) };
  }
}
