/**
 * Writes the table: every file of the DICOM corpus, the NIfTI corpus and the real series × what this reader says × what
 * dcmtk, GDCM, pydicom and nibabel say, with an explanation of every difference.
 *
 *     node scripts/truth/dicom-table.ts $SKIAGRAPH_DATA [table.csv]
 *
 * Of the series pydicom is asked while the table is made (SKIAGRAPH_PYTHON, else python3). Ends with 1 where a difference
 * has no explanation.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesInMemory } from '../../src-main/reading/containers/byte-source.ts';
import { compareCorpus, near } from '../../src-main/reading/dicom-corpus.ts';
import { compareNifti } from '../../src-main/reading/nifti-corpus.ts';
import { openImage } from '../../src-main/reading/open-image.ts';
import { summarise } from '../../src-main/reading/summary.ts';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { readFile } from 'node:fs/promises';

interface Line {
  readonly file: string;
  readonly form: string;
  readonly ours: string;
  readonly dcmtk: string;
  readonly gdcm: string;
  /** Of NIfTI nibabel. */
  readonly python: string;
  readonly differs: readonly string[];
  readonly explanation: string;
}

interface Said {
  readonly file: string;
  readonly failure?: string;
  readonly sha256: string;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly rescaledMin: number;
  readonly rescaledMax: number;
}

const [, , data = process.env['SKIAGRAPH_DATA'] ?? '', out] = process.argv;
const COLUMNS = ['file', 'form', 'ours', 'dcmtk', 'gdcm', 'python', 'differs', 'explanation'] as const;
const isHash = (said: string) => /^[0-9a-f]{64}$/.test(said);

async function* dicomLines(): AsyncGenerator<Line> {
  for await (const { transferSyntax: form, pydicom: python, ...row } of compareCorpus(join(data, 'dicom'))) {
    yield { ...row, file: `dicom/${row.file}`, form, python };
  }
}

async function* niftiLines(): AsyncGenerator<Line> {
  for await (const { nibabel: python, ...row } of compareNifti(join(data, 'nifti'))) {
    yield { ...row, file: `nifti/${row.file}`, dcmtk: '', gdcm: '', python };
  }
}

async function* seriesLines(): AsyncGenerator<Line> {
  const root = join(data, 'series');
  if (!existsSync(root)) return;
  const script = join(import.meta.dirname, 'pixel_summaries.py');
  const run = spawnSync(process.env['SKIAGRAPH_PYTHON'] ?? 'python3', [script, root], { maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`pydicom was not asked: ${run.stderr?.toString().slice(-300) ?? run.error}`);
  for (const text of run.stdout.toString().trim().split('\n')) {
    const truth = JSON.parse(text) as Said;
    if (!truth.file.includes('/')) continue; // what describes the data
    const [ours, differs] = await seriesFile(join(root, truth.file), truth);
    const python = truth.failure ?? truth.sha256;
    yield { file: `series/${truth.file}`, form: 'DICOM', ours, dcmtk: '', gdcm: '', python, differs, explanation: '' };
  }
}

async function seriesFile(path: string, truth: Said): Promise<[string, string[]]> {
  try {
    const said = await summarise(await openImage(bytesInMemory(new Uint8Array(await readFile(path)))));
    const differs = said.sha256 === truth.sha256 ? [] : ['hash'];
    if (![near(said.min, truth.min), near(said.max, truth.max), near(said.mean, truth.mean)].every(Boolean)) {
      differs.push('values');
    }
    if (!near(said.rescaledMin, truth.rescaledMin) || !near(said.rescaledMax, truth.rescaledMax))
      differs.push('rescale');
    return [said.sha256, differs];
  } catch (error) {
    return [toCoded(error).code, truth.failure === undefined ? ['refused'] : []];
  }
}

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** Hashes are told apart by their beginning. */
const short = (said: string) => (isHash(said) ? said.slice(0, 12) : said);

const text = [COLUMNS.join(',')];
let unexplained = 0;
for (const [name, lines] of [
  ['DICOM corpus', dicomLines()],
  ['NIfTI corpus', niftiLines()],
  ['real series', seriesLines()],
] as const) {
  const counts = { files: 0, decoded: 0, agreeing: 0 };
  for await (const row of lines) {
    text.push(
      COLUMNS.map((column) => quoted(column === 'differs' ? row.differs.join(' ') : short(row[column]))).join(','),
    );
    counts.files++;
    if (isHash(row.ours)) counts.decoded++;
    if (isHash(row.ours) && row.differs.length === 0) counts.agreeing++;
    if (row.differs.length === 0 || row.explanation) continue;
    unexplained++;
    console.error(`not explained: ${row.file}: ${row.differs.join(' ')}`);
  }
  console.error(`${name}: ${counts.files} files, ${counts.decoded} decoded, ${counts.agreeing} of them agree wholly`);
}
const table = `${text.join('\n')}\n`;
if (out) writeFileSync(out, table);
else process.stdout.write(table);
process.exitCode = unexplained > 0 ? 1 : 0;
