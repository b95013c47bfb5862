import path from 'node:path';
import { belowItsRoot } from '../asking/index.ts';

/**
 * Names for what is written under `--out`: `<input stem>.<model id>.<kind>.<extension>`, in the relative folders of the
 * input. Two inputs of one run never share a name: the second film of that stem becomes `<stem>-2`.
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
    return path.join(this.#out, `${this.#stemOf(input)}.${modelId}.${kind}.${extension}`);
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
