export { Reader, type IndexRun } from './reader.ts';
export type { IndexOutcome } from './index-run.ts';
export type { IndexEvent, PixelSummary } from './calls.ts';
