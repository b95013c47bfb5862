import fs from 'node:fs';
import path from 'node:path';
import { bytesInMemory } from '../../src-main/reading/containers/byte-source.ts';
import { openDicom } from '../../src-main/reading/dicom/dicom-image.ts';
import { dicomFile, filmElements } from '../../src-main/reading/dicom/fixture.ts';
import { add, cross, dot, scale, subtract, unit, type Vector } from '../../src-shared/imaging/vectors.ts';
import { ROOT } from '../setup/places.mjs';

/** A slice as it is written again under another identity. */
interface Source {
  readonly rows: number;
  readonly columns: number;
  readonly values: Int16Array;
  readonly position: Vector;
  readonly orientation: readonly number[];
  /** Between rows and between columns. */
  readonly spacing: readonly [number, number];
}

/** Series of the real CT and MR, or of a drawn head where there are none. */
export class ViewingSeries {
  /** What they were made from. */
  readonly source: string;
  readonly #ct: readonly string[];
  readonly #mr: readonly string[];

  /** @param data folder with `series/ct_*` and `series/mr_*`; null: the drawn head */
  constructor(data: string | null) {
    const of = (beginning: string) => {
      const root = path.join(data ?? '', 'series');
      const name =
        data === null || !fs.existsSync(root)
          ? undefined
          : fs.readdirSync(root).find((one) => one.startsWith(beginning));
      return name === undefined ? null : filesOf(path.join(root, name));
    };
    const drawn = filesOf(path.join(ROOT, 'resources', 'samples', 'drawn-head'));
    const [ct, mr] = [of('ct_'), of('mr_')];
    this.source = ct && mr ? 'a real CT and a real MR' : 'a drawn head';
    this.#ct = ct ?? drawn.filter((file) => /-1-\d+\.dcm$/.test(file));
    this.#mr = mr ?? drawn.filter((file) => /-2-\d+\.dcm$/.test(file));
  }

  /** The CT's slices as files of their own under an identity, so that both sides read the very same. */
  async ct(folder: string, name: string, most = Infinity): Promise<readonly string[]> {
    const slices = (await sourcesOf(this.#ct)).slice(0, most);
    return write(folder, 'CT', name, slices);
  }

  /** A head of so many slices: those of the real one up and down again, each at its own height. */
  async mr(folder: string, name: string, count: number): Promise<readonly string[]> {
    const real = await sourcesOf(this.#mr);
    const [first, second] = real as [Source, Source];
    const step = subtract(second.position, first.position);
    const period = 2 * real.length - 2;
    const slices = Array.from({ length: count }, (_, i) => {
      const at = i % period;
      const source = real[at < real.length ? at : period - at]!;
      return { ...source, position: add(first.position, scale(step, i)) };
    });
    return write(folder, 'MR', name, slices);
  }
}

function filesOf(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Slices in order along their normal. */
async function sourcesOf(files: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const file of files) {
    const image = await openDicom(bytesInMemory(new Uint8Array(fs.readFileSync(file))));
    if ('document' in image) continue;
    const { imagePositionMm, imageOrientation, spacing } = image.description.pixels;
    const { rows, columns, values } = image.frameOf(await image.stored(0));
    if (!imagePositionMm || !imageOrientation) continue;
    sources.push({
      rows,
      columns,
      values: Int16Array.from(values),
      position: imagePositionMm as Vector,
      orientation: imageOrientation,
      spacing: [spacing.rowMm ?? 1, spacing.columnMm ?? 1],
    });
  }
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = sources[0]?.orientation ?? [];
  const normal = unit(cross([a, b, c], [d, e, f]));
  return sources.sort((one, other) => dot(one.position, normal) - dot(other.position, normal));
}

function write(folder: string, modality: 'CT' | 'MR', name: string, slices: readonly Source[]): string[] {
  fs.mkdirSync(folder, { recursive: true });
  const root = `2.25.88${[...name].reduce((sum, letter) => sum * 31n + BigInt(letter.charCodeAt(0)), 7n)}`;
  return slices.map(({ rows, columns, values, position, orientation, spacing }, i) => {
    const file = path.join(folder, `${String(i).padStart(3, '0')}.dcm`);
    const storage = modality === 'CT' ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.4';
    const elements = filmElements(rows, columns, values, {
      '00080016': { vr: 'UI', value: storage },
      '00080018': { vr: 'UI', value: `${root}.1.${i + 1}` },
      '00080060': { vr: 'CS', value: modality },
      '00100010': { vr: 'PN', value: `Bench^${name}` },
      '00100020': { vr: 'LO', value: name },
      '00180015': { vr: 'CS', value: modality === 'CT' ? 'CHEST' : 'HEAD' },
      '0020000D': { vr: 'UI', value: root },
      '0020000E': { vr: 'UI', value: `${root}.1` },
      '00200013': { vr: 'IS', value: String(i + 1) },
      '00200032': { vr: 'DS', value: position.map((mm) => mm.toFixed(6)).join('\\') },
      '00200037': { vr: 'DS', value: orientation.map((part) => part.toFixed(9)).join('\\') },
      '00200052': { vr: 'UI', value: `${root}.9` },
      '00280030': { vr: 'DS', value: spacing.map((mm) => mm.toFixed(6)).join('\\') },
      ...(modality === 'CT'
        ? {
            '00281050': { vr: 'DS', value: '-600' },
            '00281051': { vr: 'DS', value: '1500' },
            '00281052': { vr: 'DS', value: '-1024' },
            '00281053': { vr: 'DS', value: '1' },
          }
        : { '00281050': { vr: 'DS', value: '600' }, '00281051': { vr: 'DS', value: '1200' } }),
    });
    fs.writeFileSync(file, dicomFile(elements));
    return file;
  });
}
