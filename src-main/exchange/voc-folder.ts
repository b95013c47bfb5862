import { isLabelled } from '../../src-shared/annotation/export-item.ts';
import { filledMasks, labelMap } from '../../src-shared/exchange/label-map.ts';
import { vocAnnotation } from '../../src-shared/exchange/voc.ts';
import type { Aside } from './output-folder.ts';
import { partFolder, pictureName, pictureSlices, type FormatWriter, type WriterSetting } from './format-writer.ts';
import { indexedPng } from './png-masks.ts';
import { writeShown } from './shown-picture.ts';

/**
 * `Annotations`, `JPEGImages` (PNG in spite of its name: nothing is lost), `ImageSets/Main`, and `SegmentationClass` where
 * anything is outlined and no segments overlap.
 */
export function vocFolder({ folder, schema, wishes }: WriterSetting): FormatWriter {
  const lists = new Map<string, Aside>();
  return {
    item: async (item, pixels) => {
      const names: string[] = [];
      const masks = filledMasks(item, schema);
      for (const slice of pictureSlices(item, (one) => wishes.emptySlices || isLabelled(item, one))) {
        const name = pictureName(item, slice);
        await writeShown(folder, `JPEGImages/${name}.png`, item, slice, pixels);
        await folder.write(`Annotations/${name}.xml`, vocAnnotation(item, slice, schema, `${name}.png`));
        const map = masks.length > 0 ? labelMap(masks, slice, item.rows * item.columns) : null;
        if (map) await folder.write(`SegmentationClass/${name}.png`, await indexedPng(map, item, schema));
        names.push(name);
      }
      const set = `ImageSets/Main/${partFolder(item)}.txt`;
      const list = lists.get(set) ?? (await folder.aside(set));
      lists.set(set, list);
      await list.write(names.map((name) => `${name}\n`).join(''));
    },
    finish: async () => {
      for (const [name, list] of lists) {
        const file = await folder.open(name);
        await list.moveTo(file);
        await file.close();
      }
    },
  };
}
