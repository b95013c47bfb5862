export { Reader, type IndexOutcome, type IndexRun } from './reader.ts';
export type { IndexEvent, PixelSummary } from './calls.ts';
