export { absoluteLocator } from './containers/locator.ts';
export { Reader, type IndexRun } from './reader.ts';
export type { IndexOutcome, IndexWishes } from './index-run.ts';
export type { MaskTarget } from './labels/mask-file.ts';
export type { IndexEvent, PixelSummary } from './calls.ts';
