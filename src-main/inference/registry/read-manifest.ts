import { createHash } from 'node:crypto';
import { CodedError, type Details } from '../../../src-shared/contract/coded.ts';
import type { ManifestProblem } from '../../../src-shared/findings/manifest-problem.ts';
import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import { openPlainFile, type Links } from './plain-file.ts';
import { repeatedField } from './repeated-field.ts';
import { SHIPPED_MANIFESTS } from './shipped-manifests.ts';

/** A longer one describes no network. */
export const MANIFEST_LIMIT_BYTES = 2 ** 20;
const DEEPEST = 32;
/** How the manifest as a whole is named where a field would be. */
const MANIFEST = 'manifest.json';

export interface ReadManifest {
  readonly manifest: ModelManifest;
  /** Of the file's bytes. */
  readonly sha256: string;
}

/**
 * Reads and checks a manifest: at most 1 MiB and 32 deep, no field that the schema does not name. Errors:
 * `manifest-invalid` with the field's path and what is wrong with it, `onnx-link`.
 *
 * @param known hashes of manifests that were checked before and are what they say; the schema is loaded for others only
 */
export async function readManifest(
  file: string,
  links: Links = 'hard',
  known: ReadonlySet<string> = SHIPPED_MANIFESTS,
): Promise<ReadManifest> {
  const bytes = await bytesOf(file, links);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (known.has(sha256)) return { manifest: JSON.parse(bytes.toString('utf8')) as ModelManifest, sha256 };
  let text: string;
  try {
    // a text in another alphabet would be read with other letters than were written
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrong({ problem: 'not-utf8' });
  }
  // no description of a network needs such a key; one that has it wants something else
  if (text.includes('"__proto__"')) throw wrong({ problem: 'reserved-field' });
  if (isTooDeep(text)) throw wrong({ problem: 'too-deep' });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong({ problem: 'not-json', words: wordsOf(error as SyntaxError) });
  }
  const repeated = repeatedField(text);
  if (repeated !== null) throw wrong({ problem: 'field-twice' }, repeated);
  const { ModelManifest } = await import('../../../src-shared/findings/manifest.ts');
  const parsed = ModelManifest.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues as [(typeof parsed.error.issues)[number]];
    const { manifestProblem } = await import('../../../src-shared/findings/manifest-problem.ts');
    throw wrong(manifestProblem(issue, fieldOf(json, issue.path)), issue.path.join('.'));
  }
  const surplus = surplusField(json, parsed.data);
  if (surplus !== null) throw wrong({ problem: 'unknown-field' }, surplus);
  return { manifest: parsed.data, sha256 };
}

/** The SHA-256 of a manifest's bytes, whatever they say. Errors: `manifest-invalid`, `onnx-link`. */
export async function manifestFileSha256(file: string, links: Links): Promise<string> {
  return createHash('sha256')
    .update(await bytesOf(file, links))
    .digest('hex');
}

/** @param field its path; of the manifest as a whole where it is empty */
function wrong(what: { readonly problem: ManifestProblem } & Details, field = ''): CodedError {
  return new CodedError('manifest-invalid', { field: field === '' ? MANIFEST : field, ...what });
}

/** What stands in a field; undefined where it is not there. */
function fieldOf(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((holder, key) => (holder as Partial<Record<PropertyKey, unknown>> | null)?.[key], json);
}

/** What the parser says, in one line: it quotes the text, which may hold anything. */
function wordsOf({ message }: SyntaxError): string {
  return message.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200);
}

async function bytesOf(file: string, links: Links): Promise<Buffer> {
  const opened = await openPlainFile(file, links).catch((error: unknown) => {
    if (error instanceof CodedError && error.code !== 'model-missing') throw error;
    throw wrong({ problem: 'not-file' });
  });
  try {
    if (opened.bytes > MANIFEST_LIMIT_BYTES) throw wrong({ problem: 'file-too-long' });
    return await opened.handle.readFile();
  } finally {
    await opened.handle.close();
  }
}

/** Texts, which may hold brackets that do not count, and brackets. */
const TEXTS_AND_BRACKETS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[[\]{}]/gs;

/** Whether brackets nest deeper than any manifest does. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [found] of text.matchAll(TEXTS_AND_BRACKETS)) {
    if (found === '[' || found === '{') depth += 1;
    else if (found === ']' || found === '}') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Path of the first field that was written and not taken over; null where there is none. */
function surplusField(written: unknown, taken: unknown, path = ''): string | null {
  // what was taken over as it is has nothing that was not
  if (written === taken) return null;
  if (typeof written !== 'object' || written === null || typeof taken !== 'object' || taken === null) return null;
  for (const [key, value] of Object.entries(written)) {
    const field = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(taken, key)) return field;
    const inner = surplusField(value, (taken as Record<string, unknown>)[key], field);
    if (inner !== null) return inner;
  }
  return null;
}
