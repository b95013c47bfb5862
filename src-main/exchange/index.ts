export { Exchange } from './exchange.ts';
export { exportDataset, type DatasetExportEnd, type DatasetExportOrder } from './export-dataset.ts';
export { importLabels, type LabelImportEnd, type LabelImportOrder } from './import-labels.ts';
