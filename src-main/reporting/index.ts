export { composeAddendum, composeReport, type ReportParts } from './compose.ts';
export { reportFileName } from './file-name.ts';
export { keepFile, keepFileUnderFreeName } from './keep-file.ts';
export { ReportPrinter, type ReportPictures } from './printer.ts';
