/**
 * Every failure and warning that a person can meet, by code. Kebab-case nouns, subject first. The sentence and the next
 * step of each stand in `resources/locales/<language>/errors.json` as `errors.<code>` and `errors.<code>.next`.
 */
export const CODES = [
  // reading
  'not-an-image',
  'nothing-readable',
  'source-gone',
  'source-changed',
  'dicom-truncated',
  'dicom-length-overrun',
  'dicom-bad-dimensions',
  'dicom-bit-depth',
  'dicom-frame-count',
  'dicom-pixels-missing',
  'dicom-pixels-unsupported',
  'dicom-syntax-unsupported',
  'dicom-too-deep',
  'dicom-document-alone',
  'dicom-unterminated',
  'dicom-delimiter-repaired',
  'dicom-trailing-bytes',
  'dicom-frames-hidden',
  'dicom-pixels-too-large',
  'dicom-palette-range',
  'dicom-inflate-limit',
  'dicom-no-scale',
  'dicom-preamble-executable',
  'dicom-meta-repaired',
  'codec-corrupt',
  'codec-rle-range',
  'codec-size-mismatch',
  'codec-timeout',
  'image-corrupt',
  'image-too-large',
  'image-size-unsuitable',
  'image-lossy',
  'nifti-too-large',
  'nifti-bad-dims',
  'nifti-bad-offset',
  'nifti-bad-extension',
  'nifti-type-unsupported',
  'nifti-pair-incomplete',
  'orientation-unknown',
  'volume-sheared',
  'volume-many',
  'gzip-bomb',
  'format-unsupported',
  'image-metadata-limit',
  'picture-turned',
  'picture-made',
  'film-lies-otherwise',
  'zip-path-escape',
  'zip-link',
  'zip-bomb',
  'zip-size-lie',
  'zip-nested',
  'zip-corrupt',
  'zip-encrypted',
  'zip-name-unsafe',
  'dicomdir-path-escape',
  'dicomdir-loop',
  'dicomdir-file-missing',
  'folder-limit',
  'folder-unreadable',
  'patient-mismatch',
  'dicom-uid-conflict',
  'series-gap',
  'series-spacing-uneven',
  'series-duplicate-position',
  'series-position-inconsistent',
  'series-tilted',
  'series-pixel-spacing-mixed',
  'series-no-pixel-spacing',
  'series-one-slice',
  'series-mosaic',
  'series-uptake-unknown',
  'series-uptake-differs',
  'series-parts-missing',
  'series-not-volume',
  'planes-memory-short',
  'planes-need-webgl',
  'series-size-mixed',
  'series-samples-mixed',
  'series-orientation-mixed',
  'series-frames-of-reference',
  'series-no-position',
  'series-unlabelled',
  'frames-no-spacing',
  'frames-no-orientation',
  'frames-no-position',
  'instance-duplicate',
  'identity-name-differs',
  'volume-converted',
  'text-suspicious',
  'reader-crashed',
  'reader-memory',
  'frame-not-granted',
  'frame-cancelled',
  // models and inference
  'model-missing',
  'model-folder-missing',
  'model-file-missing',
  'model-given-up',
  'models-unwritable',
  'model-changed',
  'model-timeout',
  'model-crashed',
  'analysis-restarted',
  'model-cancelled',
  'model-output-invalid',
  'model-run-failed',
  'analysis-memory-short',
  'manifest-invalid',
  'manifest-outdated',
  'manifest-mismatch',
  'onnx-corrupt',
  'onnx-path-escape',
  'onnx-link',
  'onnx-external-range',
  'onnx-memory-limit',
  'onnx-loop-unbounded',
  'onnx-op-not-allowed',
  'onnx-not-implemented',
  'onnx-tensor-mismatch',
  'onnx-too-new',
  'model-installed-already',
  'model-not-removable',
  'provider-missing',
  'provider-lost',
  'provider-fell-back',
  'provider-disagrees',
  'modality-unsuitable',
  'body-part-unsuitable',
  'image-blank',
  'image-outside-window',
  'out-of-domain',
  'image-clipped',
  'image-inverted',
  'image-stretched',
  'image-flat',
  'text-burnt-in',
  'map-missing',
  'map-other-plane',
  'spacing-unknown',
  'result-uncalibrated',
  'crop-scaled',
  'area-not-in-patient',
  'point-outside',
  'modality-unknown',
  'body-part-unknown',
  'view-unsuitable',
  'view-unknown',
  'age-unsuitable',
  'age-unknown',
  'plane-unsuitable',
  'plane-unknown',
  'orientation-unsuitable',
  'spacing-unsuitable',
  'result-insisted',
  // case log
  'log-busy',
  'log-read-only',
  'log-damaged',
  'log-newer',
  'log-replaced',
  'log-unclean',
  'log-checking',
  'record-altered',
  'record-missing',
  'artefact-missing',
  'artefact-altered',
  'disk-full',
  'files-open-limit',
  'storage-network',
  // reports
  'report-signed-already',
  'report-identity-needed',
  'report-signer-needed',
  'report-print-failed',
  'report-viewer-missing',
  // annotation
  'profile-needed',
  'profile-name-taken',
  'profile-pin-wrong',
  'profile-waits',
  'reader-not-assigned',
  'schema-version-taken',
  'schema-segments-gone',
  'dataset-blinded',
  'labelling-changed-elsewhere',
  'step-refused',
  'undo-nothing-left',
  'answers-missing',
  'labelling-restored',
  'labelling-rebuilt',
  'job-crashed-twice',
  'results-missing',
  'results-none',
  'repeat-model-gone',
  'repeat-model-superseded',
  'repeat-pixels-changed',
  'repeat-pictures-not-compared',
  // contract and programme
  'call-denied',
  'call-malformed',
  'settings-reset',
  'usage-wrong',
  'labels-invalid',
  'labels-mismatch',
  'labels-missing',
  'labels-many',
  'labels-mask-differs',
  // labels of other programs, in and out
  'export-folder-not-empty',
  'export-sizes-differ',
  'export-segments-overlap',
  'export-answer-missing',
  'export-nothing',
  'export-unfit',
  'export-busy',
  'export-schema-differs',
  'exchange-crashed',
  'deid-leak',
  'label-file-damaged',
  'label-file-too-large',
  'label-xml-unsafe',
  'label-runs-damaged',
  'label-size-differs',
  'label-place-differs',
  'label-category-unknown',
  'label-kind-differs',
  'label-answer-invalid',
  'label-picture-missing',
  'label-patient-differs',
  'label-outside-picture',
  'seg-grid-sheared',
  'page-crashed',
  'output-unwritable',
  'films-not-read',
  'films-not-asked',
  'results-skipped',
  'frames-not-analysed',
  'stacks-not-analysed',
  'internal-error',
] as const;

export type Code = (typeof CODES)[number];

/** What a code is about: numbers and short texts that its sentence may name as `{placeholders}`. Never a path. */
export type Details = Record<string, string | number>;

/** A failure, a refusal or a warning as it crosses processes; `coded-schema.ts` checks one that comes from outside. */
export interface Coded {
  code: Code;
  details: Details;
}

/** The only error that rooms throw on purpose: a code and its details. Crosses processes as a plain {@link Coded}. */
export class CodedError extends Error {
  readonly code: Code;
  readonly details: Details;

  constructor(code: Code, details: Details = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'CodedError';
    this.code = code;
    this.details = details;
  }
}

/** Turns anything thrown into a plain coded failure; what nobody foresaw becomes `internal-error` with its message. */
export function toCoded(thrown: unknown): Coded {
  if (thrown instanceof CodedError) return { code: thrown.code, details: thrown.details };
  const plain = codedIn(thrown);
  if (plain) return plain;
  if (isOpenLimit(thrown)) return { code: 'files-open-limit', details: {} };
  return { code: 'internal-error', details: { message: wordsOf(thrown) } };
}

/** Whether the system opens no more files for this process, or for anybody: nothing is said of the file that was asked for. */
export function isOpenLimit(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown };
  // a thread that can't begin for want of files says so in words
  if (code === 'ERR_WORKER_INIT_FAILED') return /\b(EMFILE|ENFILE)\b/.test(String(message));
  return code === 'EMFILE' || code === 'ENFILE';
}

const KNOWN: ReadonlySet<string> = new Set(CODES);
export const LONGEST_DETAIL = 500;

/** A plain {@link Coded} that another process threw; null: something else. By hand, so that no start waits for a schema. */
function codedIn(thrown: unknown): Coded | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { code, details = {} } = thrown as { code?: unknown; details?: unknown };
  if (typeof code !== 'string' || !KNOWN.has(code)) return null;
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return null;
  const entries = Object.entries(details);
  const plain = entries.every(
    ([, value]) => Number.isFinite(value) || (typeof value === 'string' && value.length <= LONGEST_DETAIL),
  );
  return plain ? { code: code as Code, details: Object.fromEntries(entries) as Details } : null;
}

/** What a failure says of itself. Messages of the system name paths, and a path may be a patient's name: their code serves. */
function wordsOf(thrown: unknown): string {
  const { code } = (thrown instanceof Error ? thrown : {}) as { code?: unknown };
  if (typeof code === 'string') return code;
  try {
    return (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);
  } catch {
    return typeof thrown; // what has no text of its own
  }
}
