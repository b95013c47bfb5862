import path from 'node:path';
import { DatasetExport, type ExportOrder } from '../../src-main/exchange/dataset-export.ts';
import { factsOf, framesOf, ITEMS, order } from '../../src-main/exchange/export-items.fixture.ts';

/** Writes the test items in every format below a folder, for `label_formats.py` to read: node write-labels.ts FOLDER. */
const out = process.argv[2] as string;
const single = ITEMS.filter(({ slices, samplesPerPixel }) => slices.length === 1 && samplesPerPixel === 1);
const grey = ITEMS.filter(({ samplesPerPixel }) => samplesPerPixel === 1);
const jobs: [name: string, items: typeof ITEMS, Partial<ExportOrder>, Parameters<typeof order>[2]][] = [
  ['labels', ITEMS, {}, {}],
  ['nifti', ITEMS, {}, {}],
  ['dicom-seg', ITEMS, {}, {}],
  ['coco', ITEMS, {}, {}],
  ['yolo-polygons', ITEMS, { format: 'yolo' }, {}],
  ['yolo-boxes', ITEMS, { format: 'yolo' }, { yolo: 'boxes' }],
  ['voc', ITEMS, {}, {}],
  ['png', ITEMS, {}, { emptySlices: true }],
  ['nnunet', grey, {}, {}],
  ['nnunet-png', single, { format: 'nnunet' }, {}],
  ['npz', ITEMS, {}, { side: 28 }],
];
for (const [name, items, changed, wishes] of jobs) {
  const about = order(name as ExportOrder['format'], path.join(out, name), wishes);
  const run = await DatasetExport.begin({ ...about, ...changed, facts: factsOf(items) }, framesOf(items));
  for (const item of items) {
    const reason = await run.item(item);
    if (reason) console.error(name, item.id, reason.code);
  }
  await run.finish();
}
