/**
 * Writes the table: every file of the DICOM corpus × what this reader says × what dcmtk, GDCM and pydicom say, with an
 * explanation of every difference.
 *
 *     node scripts/truth/dicom-table.ts $SKIAGRAPH_DATA [table.csv]
 *
 * Ends with 1 where a difference has no explanation.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareCorpus, type Comparison } from '../../src-main/reading/dicom-corpus.ts';

const [, , data = process.env['SKIAGRAPH_DATA'] ?? '', out] = process.argv;
const COLUMNS = ['file', 'transferSyntax', 'ours', 'dcmtk', 'gdcm', 'pydicom', 'differs', 'explanation'] as const;

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** Hashes are told apart by their beginning. */
const short = (said: string) => (/^[0-9a-f]{64}$/.test(said) ? said.slice(0, 12) : said);

const rows: Comparison[] = [];
for await (const row of compareCorpus(join(data, 'dicom'))) rows.push(row);
const lines = rows.map((row) =>
  COLUMNS.map((name) => quoted(name === 'differs' ? row.differs.join(' ') : short(row[name]))).join(','),
);
const table = `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
if (out) writeFileSync(out, table);
else process.stdout.write(table);

const unexplained = rows.filter(({ differs, explanation }) => differs.length > 0 && !explanation);
const agreeing = rows.filter(({ differs, ours }) => differs.length === 0 && /^[0-9a-f]{64}$/.test(ours)).length;
const decoded = rows.filter(({ ours }) => /^[0-9a-f]{64}$/.test(ours)).length;
console.error(`${rows.length} files, ${decoded} decoded, ${agreeing} of them agree wholly`);
for (const { file, differs } of unexplained) console.error(`not explained: ${file}: ${differs.join(' ')}`);
process.exitCode = unexplained.length > 0 ? 1 : 0;
