import { z } from '../schema.ts';

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
  'dicom-no-scale',
  'dicom-preamble-executable',
  'dicom-meta-repaired',
  'codec-corrupt',
  'codec-size-mismatch',
  'codec-timeout',
  'image-corrupt',
  'image-too-large',
  'image-lossy',
  'patient-mismatch',
  'dicom-uid-conflict',
  'series-gap',
  'text-suspicious',
  'reader-crashed',
  'frame-not-granted',
  // models and inference
  'model-missing',
  'model-changed',
  'model-timeout',
  'model-crashed',
  'model-cancelled',
  'model-output-invalid',
  'manifest-invalid',
  'manifest-mismatch',
  'modality-unsuitable',
  'body-part-unsuitable',
  'image-blank',
  'modality-unknown',
  'body-part-unknown',
  'view-unsuitable',
  'view-unknown',
  'age-unsuitable',
  'age-unknown',
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
  'disk-full',
  'storage-network',
  // reports
  'report-signed-already',
  'report-identity-needed',
  'report-signer-needed',
  'report-print-failed',
  'report-viewer-missing',
  // contract and programme
  'call-denied',
  'call-malformed',
  'settings-reset',
  'usage-wrong',
  'page-crashed',
  'output-unwritable',
  'frames-not-analysed',
  'internal-error',
] as const;

export const Code = z.enum(CODES);
export type Code = z.infer<typeof Code>;

/** What a code is about: numbers and short texts that its sentence may name as `{placeholders}`. Never a path. */
export const Details = z.record(z.string(), z.union([z.string().max(500), z.number()]));
export type Details = z.infer<typeof Details>;

export const Coded = z.object({ code: Code, details: Details.default({}) });
export type Coded = z.infer<typeof Coded>;

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
  const plain = Coded.safeParse(thrown);
  if (plain.success) return plain.data;
  return { code: 'internal-error', details: { message: wordsOf(thrown) } };
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
