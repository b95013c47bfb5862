import type { Acquisition } from './acquisition.ts';

/** An instance that says nothing of the sort. */
export const NO_ACQUISITION: Acquisition = {
  imageType: null,
  acquisitionNumber: null,
  echoTimeMs: null,
  temporalPosition: null,
  triggerTimeMs: null,
  stack: null,
  bValue: null,
  frameOfReferenceUid: null,
  sliceThicknessMm: null,
  spacingBetweenSlicesMm: null,
  gantryTiltDegrees: null,
  frames: null,
};
