import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import { Attributes } from './dicom/attributes.ts';
import { readHeader } from './dicom/header.ts';
import { openContent } from './open-image.ts';
import { summarise } from './summary.ts';

/** A row of a CSV file by column name. */
export type Row = Readonly<Record<string, string>>;

/** What this reader says of a file of the DICOM corpus, beside what dcmtk, GDCM and pydicom say. */
export interface Comparison {
  readonly file: string;
  readonly transferSyntax: string;
  /** A hash over the stored values, the kind of an object without pixels, or a code. */
  readonly ours: string;
  readonly dcmtk: string;
  readonly gdcm: string;
  readonly pydicom: string;
  /** What differs from the corpus' truth: `hash`, `values`, `rescale`, `name`; empty: nothing. */
  readonly differs: readonly string[];
  /** Why, for everything that differs; and why tools that decode something else do. */
  readonly explanation: string;
}

/** Where this reader and the corpus' truth are not of one mind. A hundred words here are a fault somewhere. */
export const EXPLANATIONS: Readonly<Record<string, string>> = {
  'pydicom__MR_truncated.dcm':
    'The file ends 62 bytes early; it is refused. GDCM fills the end with zeros, pydicom and dcmtk refuse too.',
  'pydicom__rtdose_expb.dcm':
    '32-bit words of a big-endian file: dcmtk and GDCM swap them as 16-bit words. Ours are those of rtdose.dcm, as pydicom’s.',
  'pydicom__rtdose_expb_1frame.dcm':
    '32-bit words of a big-endian file: dcmtk and GDCM swap them as 16-bit words. Ours are those of rtdose_1frame.dcm, as pydicom’s.',
  'pydicom-data__HTJ2K_08_RGB.dcm':
    'Lossy: OpenJPH rounds 678 of 921,600 samples to the other side than OpenJPEG, by 1; nobody else decodes it.',
  wg04__JPLY_RG3_JPLY: 'The numbers are equal; bits above the stored ones are not, and carry nothing.',
  'pydicom__rtplan_truncated.dcm':
    'The file ends within its header; it is refused, so that no name is told. pydicom reads what is there.',
  'fo__GH1339.dcm':
    'The mark that ends its pixels is missing, so they are refused; pydicom loses the whole dataset with it, the name too.',
};

const NO_PICTURE = 'No pixels, or none that any of the tools decodes.';

/** Rows of a CSV file with quoted fields. */
export async function readCsv(path: string): Promise<Row[]> {
  const text = await readFile(path, 'utf8');
  const fields = text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g);
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of fields) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

/**
 * Reads every file of the corpus and compares hash, least, greatest and mean stored value, the ends of the rescaled values
 * and the patient's name with `truth.csv`.
 *
 * @param corpus the folder that holds `files`, `index.csv`, `truth.csv` and `disagreements.csv`
 */
export async function* compareCorpus(corpus: string): AsyncGenerator<Comparison> {
  const index = new Map((await readCsv(join(corpus, 'index.csv'))).map((row) => [row['file'], row]));
  const disagreements = await readCsv(join(corpus, 'disagreements.csv'));
  for (const truth of await readCsv(join(corpus, 'truth.csv'))) {
    const file = truth['file'] ?? '';
    const said = await whatWeSay(join(corpus, 'files', file));
    const differs = differences(said, truth);
    const isPixelHash = said.summary !== null;
    const others = disagreements
      .filter((row) => row['file'] === file && !row['difference']?.startsWith('no result'))
      .map((row) => `${row['tool']}: ${row['difference']}`);
    yield {
      file,
      transferSyntax: index.get(file)?.['ts_name'] ?? '',
      ours: said.shown,
      dcmtk: truth['sha_dcmtk'] ?? '',
      gdcm: truth['sha_gdcm'] ?? '',
      pydicom: truth['sha_pydicom'] ?? '',
      differs,
      explanation: [EXPLANATIONS[file], isPixelHash || truth['sha256_pixels'] ? '' : NO_PICTURE, ...others]
        .filter(Boolean)
        .join(' · '),
    };
  }
}

interface Said {
  readonly shown: string;
  readonly name: string | null;
  readonly summary: Awaited<ReturnType<typeof summarise>> | null;
}

async function whatWeSay(path: string): Promise<Said> {
  const source = bytesInMemory(new Uint8Array(await readFile(path)));
  let name: string | null = null;
  try {
    name = new Attributes((await readHeader(source)).data).name('x00100010') ?? '';
    const content = await openContent(source);
    if ('document' in content) return { shown: content.document.kind, name, summary: null };
    const summary = await summarise(content);
    return { shown: summary.sha256, name, summary };
  } catch (error) {
    return { shown: toCoded(error).code, name, summary: null };
  }
}

function differences({ name, summary }: Said, truth: Row): string[] {
  const differs: string[] = [];
  const isTrue = (column: string, value: number) => near(value, Number(truth[column]));
  if (truth['sha256_pixels']) {
    if (summary?.sha256 !== truth['sha256_pixels']) differs.push('hash');
    const values = summary && isTrue('min', summary.min) && isTrue('max', summary.max) && isTrue('mean', summary.mean);
    if (!values) differs.push('values');
    if (summary && truth['rescaled_min']) {
      const rescaled = isTrue('rescaled_min', summary.rescaledMin) && isTrue('rescaled_max', summary.rescaledMax);
      if (!rescaled) differs.push('rescale');
    }
  }
  // Writers end names with empty groups; the tools keep them or not.
  const bare = (text: string) => text.replace(/[=^ ]+$/, '');
  if (bare(name ?? '') !== bare(truth['pn'] ?? '')) differs.push('name');
  return differs;
}

/** Tables give six digits. */
export function near(value: number, truth: number, share = 1e-5): boolean {
  return Math.abs(value - truth) <= share * Math.max(Math.abs(truth), Math.abs(value)) + 1e-9;
}
