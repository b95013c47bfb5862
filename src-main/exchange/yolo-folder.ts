import { isLabelled } from '../../src-shared/annotation/export-item.ts';
import { yoloData, yoloLabels } from '../../src-shared/exchange/yolo.ts';
import { partFolder, pictureName, pictureSlices, type FormatWriter, type WriterSetting } from './format-writer.ts';
import { writeShown } from './shown-picture.ts';

/** `data.yaml`, `images/<part>` and `labels/<part>`, as Ultralytics' trainers take them. */
export function yoloFolder({ folder, schema, wishes }: WriterSetting): FormatWriter {
  const parts = new Set<'train' | 'val' | 'test'>();
  return {
    item: async (item, pixels) => {
      const part = partFolder(item);
      for (const slice of pictureSlices(item, (one) => wishes.emptySlices || isLabelled(item, one))) {
        const name = pictureName(item, slice);
        await writeShown(folder, `images/${part}/${name}.png`, item, slice, pixels);
        await folder.write(`labels/${part}/${name}.txt`, yoloLabels(item, slice, schema, wishes.yolo));
        parts.add(part);
      }
    },
    finish: async () => {
      const at = (part: 'train' | 'val' | 'test') => (parts.has(part) ? `images/${part}` : null);
      const train = at('train') ?? at('val') ?? at('test');
      // trainers insist on a validation folder
      await folder.write('data.yaml', yoloData(schema, { train, val: at('val') ?? train, test: at('test') }));
    },
  };
}
