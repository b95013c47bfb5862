export { composeAddendum, composeReport, type ReportParts } from './compose.ts';
export { reportFileName } from './file-name.ts';
export { ReportPrinter, type ReportPictures } from './printer.ts';
