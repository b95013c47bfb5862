import { createHash } from 'node:crypto';
import path from 'node:path';
import { belowItsRoot } from '../asking/index.ts';

/** Bytes of a file's name that file systems take. */
const LONGEST_NAME = 255;
/** Of a map, with its label, the extension and the points between. */
const LONGEST_KIND = '.map-'.length + 64 + '..nii.gz'.length;
const DIGITS = 8;

/** A name as it is where it fits, else its beginning and a few digits of its hash, by which it is no other long name's. */
function shortened(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  const digits = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  let beginning = '';
  for (const sign of name) {
    if (Buffer.byteLength(beginning + sign) > bytes - DIGITS - 1) break;
    beginning += sign;
  }
  return `${beginning}-${digits}`;
}

/**
 * Names for what is written under `--out`: `<input stem>.<model id>.<kind>.<extension>`, in the relative folders of the
 * input. Two inputs of one run never share a name: the second film of that stem becomes `<stem>-2`. One that is too
 * long is cut.
 */
export class Targets {
  readonly #out: string;
  readonly #roots: readonly string[];
  readonly #stems = new Map<string, string>();
  readonly #taken = new Set<string>();

  constructor(out: string, roots: readonly string[]) {
    this.#out = out;
    this.#roots = roots;
  }

  /** The path for one file of an input; asked again for the same input it keeps that input's stem. */
  of(input: string, modelId: string, kind: string, extension: string): string {
    const { dir, base } = path.parse(this.#stemOf(input));
    const stem = path.join(dir, shortened(base, LONGEST_NAME - LONGEST_KIND - modelId.length));
    return path.join(this.#out, `${stem}.${modelId}.${kind}.${extension}`);
  }

  #stemOf(input: string): string {
    const known = this.#stems.get(input);
    if (known !== undefined) return known;
    const { dir, name: plain } = path.parse(belowItsRoot(input, this.#roots));
    // `scan.nii.gz` is a scan
    const name = plain.replace(/\.nii$/i, '') || plain;
    let stem = path.join(dir, name);
    for (let count = 2; this.#taken.has(stem.toLowerCase()); count++) stem = path.join(dir, `${name}-${count}`);
    // file systems of Windows and macOS hold `Film` and `film` for the same
    this.#taken.add(stem.toLowerCase());
    this.#stems.set(input, stem);
    return stem;
  }
}
