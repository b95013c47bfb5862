import { isLabelled, type ExportItem } from '../../src-shared/annotation/export-item.ts';
import { filledMasks, labelMap } from '../../src-shared/exchange/label-map.ts';
import { pngFile } from '../picture-files/index.ts';
import { pictureName, pictureSlices, type FormatWriter, type WriterSetting } from './format-writer.ts';
import { segmentList } from './nifti-masks.ts';
import { writeShown } from './shown-picture.ts';

/**
 * An indexed PNG a picture (`masks/<name>.png`): 0 background, else the segment's number, in the schema's colours; where
 * segments overlap, a file each (`masks/<name>.<segment>.png`). `segments.json` says what the numbers mean.
 */
export function pngMasks({ folder, schema, wishes }: WriterSetting): FormatWriter {
  return {
    item: async (item, pixels) => {
      const masks = filledMasks(item, schema);
      const size = item.rows * item.columns;
      for (const slice of pictureSlices(item, (one) => wishes.emptySlices || isLabelled(item, one))) {
        const name = pictureName(item, slice);
        const map = labelMap(masks, slice, size);
        if (map) await folder.write(`masks/${name}.png`, await indexedPng(map, item, schema));
        for (const mask of map ? [] : masks) {
          const key = schema.segments.find(({ number }) => number === mask.segment)?.key ?? String(mask.segment);
          const own = labelMap([mask], slice, size) as Uint8Array;
          await folder.write(`masks/${name}.${key}.png`, await indexedPng(own, item, schema));
        }
        if (wishes.withPictures) await writeShown(folder, `images/${name}.png`, item, slice, pixels);
      }
    },
    finish: () => folder.write('segments.json', segmentList(schema)),
  };
}

/** Numbers of segments as a PNG whose palette holds the schema's colours. */
export function indexedPng(
  values: Uint8Array,
  { rows, columns }: Pick<ExportItem, 'rows' | 'columns'>,
  { segments }: Pick<WriterSetting['schema'], 'segments'>,
): Promise<Uint8Array> {
  const last = segments.reduce((most, { number }) => Math.max(most, number), 0);
  const palette = Array.from({ length: last + 1 }, (_, value): [number, number, number] => {
    const colour = segments.find(({ number }) => number === value)?.colour ?? '#000000';
    const part = (at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
    return [part(1), part(3), part(5)];
  });
  return pngFile({ rows, columns, samples: 1, values, palette, inRuns: true });
}
