import type { ExportFormat } from '../../../src-shared/annotation/export-formats.ts';

/** Of each format its name and what it holds, as keys of messages. */
export const FORMAT_WORDS: Readonly<Record<ExportFormat, { readonly name: string; readonly about: string }>> = {
  nifti: { name: 'exchange.format.nifti', about: 'exchange.about.nifti' },
  'dicom-seg': { name: 'exchange.format.dicom-seg', about: 'exchange.about.dicom-seg' },
  coco: { name: 'exchange.format.coco', about: 'exchange.about.coco' },
  yolo: { name: 'exchange.format.yolo', about: 'exchange.about.yolo' },
  voc: { name: 'exchange.format.voc', about: 'exchange.about.voc' },
  png: { name: 'exchange.format.png', about: 'exchange.about.png' },
  labels: { name: 'exchange.format.labels', about: 'exchange.about.labels' },
  nnunet: { name: 'exchange.format.nnunet', about: 'exchange.about.nnunet' },
  npz: { name: 'exchange.format.npz', about: 'exchange.about.npz' },
};
