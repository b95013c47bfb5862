import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES, toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { openFile } from './containers/byte-source.ts';
import { filesUnder } from './containers/folder.ts';
import { describeFile } from './describe-file.ts';
import { openImage } from './open-image.ts';
import { summarise } from './summary.ts';

const data = process.env['SKIAGRAPH_DATA'];
const corpus = data && join(data, 'dicom');
const there = corpus !== undefined && corpus !== '' && existsSync(join(corpus, 'truth.csv'));
const reason = there ? '' : ' (skipped: SKIAGRAPH_DATA names no folder with dicom/truth.csv)';

/** Rows of a CSV file with quoted fields, by column name. */
function readCsv(path: string): Record<string, string>[] {
  const fields = [...readFileSync(path, 'utf8').matchAll(/(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g)];
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of fields) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  const [header = [], ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
}

/** What this reader does not decode yet, or where the corpus' own tools disagree; all of it fails with a code. */
const EXPECTED_DIFFERENT: Record<string, string> = {
  'pydicom__MR_truncated.dcm': 'dicom-truncated',
  'pydicom-data__parametric_map_float.dcm': 'dicom-pixels-unsupported',
  'pydicom__rtdose_expb.dcm': 'disputed: equals its little-endian sibling',
  'pydicom__rtdose_expb_1frame.dcm': 'disputed: equals its little-endian sibling',
  'pydicom-data__HTJ2K_08_RGB.dcm': 'lossy: rounding of another decoder',
  'pydicom__JPGExtended.dcm': 'dicom-syntax-unsupported',
  'pydicom__JPEG-lossy.dcm': 'dicom-syntax-unsupported',
  'cs3d__CTImage.dcm_JPEGProcess10_12TransferSyntax_1.2.840.10008.1.2.4.55.dcm': 'dicom-syntax-unsupported',
  'cs3d__CTImage.dcm_JPEGProcess2_4TransferSyntax_1.2.840.10008.1.2.4.51.dcm': 'dicom-syntax-unsupported',
  wg04__JPLY_RG3_JPLY: 'dicom-syntax-unsupported',
  wg04__JPLY_RG2_JPLY: 'dicom-syntax-unsupported',
  wg04__JPLY_MR1_JPLY: 'dicom-syntax-unsupported',
  wg04__JPLY_MR4_JPLY: 'dicom-syntax-unsupported',
};

async function summaryOf(path: string) {
  const file = await openFile(path);
  try {
    return await summarise(await openImage(file.source));
  } finally {
    await file.source.close();
  }
}

describe.skipIf(!there)(`the DICOM conformance corpus${reason}`, () => {
  it('gives a description or a coded failure for every file', { timeout: 120_000 }, async () => {
    for await (const path of filesUnder([join(data ?? '', 'dicom', 'files'), join(data ?? '', 'series')])) {
      try {
        const { description } = await describeFile(path);
        expect(InstanceDescription.parse(description), path).toEqual(description);
      } catch (error) {
        const { code } = toCoded(error);
        expect(code, path).not.toBe('internal-error');
        expect(CODES, path).toContain(code);
      }
    }
  });

  it('decodes to the values of three other toolkits', { timeout: 120_000 }, async () => {
    const different: string[] = [];
    for (const row of readCsv(join(corpus ?? '', 'truth.csv'))) {
      const name = row['file'] ?? '';
      if (!row['sha256_pixels'] || name in EXPECTED_DIFFERENT) continue;
      try {
        const summary = await summaryOf(join(corpus ?? '', 'files', name));
        if (summary.sha256 !== row['sha256_pixels']) different.push(name);
        expect(summary.min, name).toBe(Number(row['min']));
        expect(summary.max, name).toBe(Number(row['max']));
        if (row['rescaled_min']) {
          expect(summary.rescaledMin, name).toBeCloseTo(Number(row['rescaled_min']), 1);
          expect(summary.rescaledMax, name).toBeCloseTo(Number(row['rescaled_max']), 1);
        }
      } catch (error) {
        different.push(`${name}: ${toCoded(error).code}`);
      }
    }
    expect(different).toEqual([]);
  });
});
