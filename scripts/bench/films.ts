import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../../src-main/reading/dicom/fixture.ts';
import { jpegFile } from '../../src-main/reading/pictures/jpeg.fixture.ts';
import { drawChest } from '../samples/drawn-chest.ts';

/** A film of the benchmark. `mark`: a text that the viewer writes on this film and on no other. */
export interface BenchFilm {
  readonly file: string;
  readonly mark: string;
}

/** The kinds of film: a radiograph of full size as DICOM and as JPEG, and a small JPEG as the networks were trained on. */
export type FilmKind = 'dicom' | 'jpeg' | 'small-jpeg';

/** Rows and columns of a film from a digital detector, 12 bits stored in 16. */
const FULL_SIZE = [2500, 2048] as const;
const SMALL_SIZE = [224, 224] as const;

/** Makes films whose files all differ, so that no cache knows the next one. */
export class BenchFilms {
  /** Where the small films come from: drawn, or real ones. */
  readonly source: string;
  readonly #folder: string;
  readonly #drawn = drawChest(...FULL_SIZE);
  readonly #fullJpeg: Uint8Array;
  readonly #smallJpegs: readonly Uint8Array[];
  #made = 0;

  private constructor(folder: string, fullJpeg: Uint8Array, smallJpegs: readonly Uint8Array[], source: string) {
    this.#folder = folder;
    this.#fullJpeg = fullJpeg;
    this.#smallJpegs = smallJpegs;
    this.source = source;
  }

  /**
   * @param folder takes the films
   * @param data folder with real films under `chest/`; null: all are drawn
   */
  static async prepare(folder: string, data: string | null): Promise<BenchFilms> {
    const grey = (rows: number, columns: number) => Uint8Array.from(drawChest(rows, columns), (value) => value >> 4);
    const fullJpeg = await jpegFile(...FULL_SIZE, grey(...FULL_SIZE));
    const real = data ? realFilms(path.join(data, 'chest')) : [];
    const smallJpegs = real.length > 0 ? real : [await jpegFile(...SMALL_SIZE, grey(...SMALL_SIZE))];
    return new BenchFilms(folder, fullJpeg, smallJpegs, real.length > 0 ? 'real children’s films' : 'drawn');
  }

  /** Writes the next film of a kind. */
  next(kind: FilmKind): BenchFilm {
    const number = this.#made++;
    const name = `bench-${String(number).padStart(4, '0')}`;
    const jpeg = kind === 'dicom' ? null : `${name}.jpeg`;
    const file = path.join(this.#folder, jpeg ?? `${name}.dcm`);
    const source = kind === 'jpeg' ? this.#fullJpeg : this.#smallJpegs[number % this.#smallJpegs.length]!;
    fs.writeFileSync(file, jpeg ? withComment(source, name) : this.#dicom(number, name));
    return { file, mark: jpeg ?? name };
  }

  #dicom(number: number, name: string): Uint8Array {
    const root = `2.25.73194${number + 1}`;
    return dicomFile(
      filmElements(...FULL_SIZE, this.#drawn, {
        '00080018': { vr: 'UI', value: `${root}.3` },
        '0020000D': { vr: 'UI', value: `${root}.1` },
        '0020000E': { vr: 'UI', value: `${root}.2` },
        '00100010': { vr: 'PN', value: 'Bench^Drawn' },
        '00100020': { vr: 'LO', value: name },
        '00101010': { vr: 'AS', value: '003Y' },
        '00280101': { vr: 'US', value: [12] },
        '00280102': { vr: 'US', value: [11] },
        '00281050': { vr: 'DS', value: '2000' },
        '00281051': { vr: 'DS', value: '4000' },
      }),
    );
  }
}

/** Two dozen films, from both classes in turn. */
function realFilms(chest: string): Uint8Array[] {
  const films: string[] = [];
  for (const label of ['NORMAL', 'PNEUMONIA']) {
    const folder = path.join(chest, label);
    if (!fs.existsSync(folder)) continue;
    const names = fs.readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
    films.push(
      ...names
        .sort()
        .slice(0, 12)
        .map((name) => path.join(folder, name)),
    );
  }
  return films.map((file) => new Uint8Array(fs.readFileSync(file)));
}

/** The same picture in a file of its own: a comment segment (ITU-T T.81 B.2.4.5) stands behind the first application one. */
function withComment(jpeg: Uint8Array, comment: string): Uint8Array {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset);
  const at = (view.getUint16(2) & 0xfff0) === 0xffe0 ? 4 + view.getUint16(4) : 2;
  const text = new TextEncoder().encode(comment);
  const segment = new Uint8Array(4 + text.length);
  new DataView(segment.buffer).setUint16(0, 0xfffe);
  new DataView(segment.buffer).setUint16(2, 2 + text.length);
  segment.set(text, 4);
  const out = new Uint8Array(jpeg.length + segment.length);
  out.set(jpeg.subarray(0, at));
  out.set(segment, at);
  out.set(jpeg.subarray(at), at + segment.length);
  return out;
}
