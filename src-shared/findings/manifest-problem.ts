import type { Details } from '../contract/coded.ts';
import type { z } from '../schema.ts';

/** What may be wrong with a field of a manifest. In words: `manifest.<problem>` of the catalogues. */
export const MANIFEST_PROBLEMS = [
  'missing',
  'not-text',
  'not-number',
  'not-whole',
  'not-list',
  'not-object',
  'not-one-of',
  'too-small',
  'not-above',
  'too-large',
  'text-empty',
  'text-too-long',
  'list-too-short',
  'list-too-long',
  'unknown-field',
  'field-twice',
  'unexpected',
  'not-utf8',
  'not-json',
  'not-file',
  'file-too-long',
  'too-deep',
  'reserved-field',
  'two-folders',
  'steering-signs',
  'sha256',
  'file-name',
  'file-name-reserved',
  'version',
  'word-name',
  'label-reserved',
  'sides',
  'layout',
  'per-channel',
  'reversed',
  'not-limited',
  'no-fixed-size',
  'no-way-in',
  'no-padding',
  'not-for-sequences',
  'tiling-resized',
  'tiling-side',
  'tiling-multiple',
  'point-of-frame',
  'self-test-size',
  'steps-of-sequence',
  'studies-open',
  'not-for-studies',
  'orientation-letters',
  'orientation-point',
  'studies-resize',
  'one-output',
  'not-with-task',
  'anomaly-missing',
  'enhancement-size',
  'enhancement-point',
  'enhancement-spacing',
  'twice',
  'label-twice',
  'given-unknown',
  'two-labels',
  'black-is-white',
  'label-unknown',
  'outside-interval',
  'band-threshold',
  'name-taken',
  'self-test-empty',
  'self-test-tolerance',
  'temperature-identity',
  'calibration-index',
  'calibration-missing',
  'output-unknown',
  'means-length',
  'per-feature',
  'whitening-and-variance',
  'whitening-size',
  'knots',
  'knots-rise',
  'knots-fall',
] as const;
export type ManifestProblem = (typeof MANIFEST_PROBLEMS)[number];

/** A problem as the message of a schema's own check: one that the catalogues have. */
export const problem = (name: ManifestProblem): ManifestProblem => name;

const KNOWN: ReadonlySet<string> = new Set(MANIFEST_PROBLEMS);
/** How zod calls what it expects. */
const KINDS: Partial<Record<string, ManifestProblem>> = {
  string: 'not-text',
  number: 'not-number',
  int: 'not-whole',
  array: 'not-list',
  tuple: 'not-list',
  object: 'not-object',
  record: 'not-object',
};

type Issue = z.core.$ZodIssue;

/**
 * What a schema found wrong with one field: the problem and the numbers and names that its words hold.
 * @param given what stands in the field; undefined: it is not there
 */
export function manifestProblem(issue: Issue, given: unknown): { readonly problem: ManifestProblem } & Details {
  if (given === undefined && issue.code !== 'custom') return { problem: 'missing' };
  switch (issue.code) {
    case 'custom':
      return { ...named(issue.message), ...(issue.params as Details | undefined) };
    case 'invalid_format':
      return named(issue.message);
    case 'invalid_key': {
      const [inner] = issue.issues;
      return inner ? manifestProblem(inner, given) : { problem: 'unexpected' };
    }
    case 'invalid_type':
      return { problem: KINDS[issue.expected] ?? 'unexpected' };
    case 'invalid_value':
      return oneOf(issue.values);
    case 'invalid_union':
      return oneOf(allowedBy(issue));
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    default:
      return { problem: 'unexpected' };
  }
}

function named(message: string): { problem: ManifestProblem } {
  return { problem: KNOWN.has(message) ? (message as ManifestProblem) : 'unexpected' };
}

function oneOf(values: readonly unknown[]): { problem: ManifestProblem } & Details {
  const said = values.filter((value) => value !== undefined && value !== null);
  return said.length > 0 ? { problem: 'not-one-of', allowed: said.map(String).join(', ') } : { problem: 'unexpected' };
}

/** The values of which a union's field must have one. */
function allowedBy(issue: Extract<Issue, { code: 'invalid_union' }>): unknown[] {
  const { options } = issue as { readonly options?: readonly unknown[] };
  return [
    ...(options ?? []),
    ...issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : [])),
  ];
}

function tooSmall({ origin, minimum, inclusive }: Extract<Issue, { code: 'too_small' }>) {
  const least = Number(minimum);
  if (origin === 'string') return { problem: 'text-empty' as const };
  if (origin === 'array') return { problem: 'list-too-short' as const, least };
  return { problem: inclusive ? ('too-small' as const) : ('not-above' as const), least };
}

function tooBig({ origin, maximum }: Extract<Issue, { code: 'too_big' }>) {
  const most = Number(maximum);
  if (origin === 'string') return { problem: 'text-too-long' as const, most };
  return { problem: origin === 'array' ? ('list-too-long' as const) : ('too-large' as const), most };
}
