import type { Code } from '../../src-shared/contract/coded.ts';

/** How the command line ends. A folder with one bad file is `DONE`; only nothing readable is `UNREADABLE`. */
export const EXIT = { DONE: 0, FAULT: 1, UNREADABLE: 2, REFUSED: 3, CANCELLED: 4, USAGE: 64 } as const;

const INPUT_CODES =
  /^(not-an-image|nothing-readable|source-|dicom-|dicomdir-|zip-|folder-|codec-|image-|patient-mismatch|nifti-|gzip-|format-|orientation-|point-outside|frame-not-granted|reader-crashed|model-missing|model-folder-missing|model-file-missing|model-changed|model-installed-already|model-not-removable|manifest-|onnx-|results-(missing|none)|labels?-|export-|seg-)/;

const OF_THE_MODEL: ReadonlySet<Code> = new Set<Code>([
  'model-output-invalid',
  'model-run-failed',
  'model-timeout',
  'model-given-up',
]);

/**
 * Whether a model is to blame that answered no numbers, broke off or never ended. It was handed in, too: no fault of ours, and
 * none of the picture.
 */
export function isModelsFault(code: Code): boolean {
  return OF_THE_MODEL.has(code);
}

/** Whether a failure lies in what was handed in (a file, a model), not in this program or its machine. */
export function isInputFault(code: Code): boolean {
  return INPUT_CODES.test(code);
}
