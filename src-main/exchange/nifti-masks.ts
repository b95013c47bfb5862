import { filledMasks, labelMap, overlap } from '../../src-shared/exchange/label-map.ts';
import type { FormatWriter, WriterSetting } from './format-writer.ts';
import { writePicture, writeVolume } from './volume-file.ts';

/**
 * A NIfTI mask an item (`masks/<id>.nii.gz`, `uint8`, 0 background, else the segment's number) with the item's exact affine; where
 * segments overlap, a file each (`masks/<id>.<segment>.nii.gz`). `segments.json` says what the numbers mean.
 */
export function niftiMasks({ folder, schema, wishes }: WriterSetting): FormatWriter {
  return {
    item: async (item, pixels) => {
      const masks = filledMasks(item, schema);
      const size = item.rows * item.columns;
      const write = (name: string, own: typeof masks) =>
        writeVolume(folder, name, item, { sampleType: 'uint8' }, (slice) => labelMap(own, slice, size) as Uint8Array);
      if (overlap(masks, size)) {
        for (const mask of masks) {
          const key = schema.segments.find(({ number }) => number === mask.segment)?.key ?? String(mask.segment);
          await write(`masks/${item.id}.${key}.nii.gz`, [mask]);
        }
      } else await write(`masks/${item.id}.nii.gz`, masks);
      if (!wishes.withPictures) return;
      if (item.samplesPerPixel === 1) return writePicture(folder, `images/${item.id}.nii.gz`, item, pixels);
      for (const [channel, colour] of ['red', 'green', 'blue'].entries()) {
        await writePicture(folder, `images/${item.id}.${colour}.nii.gz`, item, pixels, channel);
      }
    },
    finish: () => folder.write('segments.json', segmentList(schema)),
  };
}

/** What the numbers of a mask mean. */
export function segmentList({ segments }: Pick<WriterSetting['schema'], 'segments'>): string {
  const list = segments.map(({ number, key, title, colour, code }) => ({ value: number, key, title, colour, code }));
  return `${JSON.stringify([{ value: 0, key: 'background' }, ...list], null, 2)}\n`;
}
