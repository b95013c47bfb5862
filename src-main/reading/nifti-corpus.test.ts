import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toCoded } from '../../src-shared/contract/coded.ts';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { openFile } from './containers/located-file.ts';
import { openImage } from './open-image.ts';
import { summarise } from './summary.ts';

const data = process.env['SKIAGRAPH_DATA'];
const corpus = join(data ?? '', 'nifti');
const there = data !== undefined && data !== '' && existsSync(join(corpus, 'labels.csv'));
const reason = there ? '' : ' (skipped: SKIAGRAPH_DATA names no folder with nifti/labels.csv)';

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

/** What is refused, by name. */
const REFUSED: Record<string, string> = {
  'analyze.hdr': 'format-unsupported',
  'complex_image.nii.gz': 'nifti-type-unsupported',
  'ras.img': 'not-an-image',
  'RAS.mif': 'format-unsupported',
  'test.mgz': 'format-unsupported',
};
/** nibabel negates x where a file has no form; the standard says nothing, and so does this reader. */
const UNPLACED = ['syn_no_form.nii', 'row_major.dconn.nii'];

async function read(name: string) {
  const file = await openFile(join(corpus, 'files', name));
  try {
    const image = await openImage(file.source);
    return { ...image.description, summary: await summarise(image) };
  } finally {
    await file.source.close();
  }
}

describe.skipIf(!there)(`the NIfTI conformance corpus${reason}`, () => {
  const rows = there ? readCsv(join(corpus, 'labels.csv')) : [];

  it.each(rows.map((row) => row['file'] as string))('%s is what nibabel says, or refused by its name', async (name) => {
    const row = rows.find((one) => one['file'] === name) as Record<string, string>;
    const refusal = REFUSED[name] ?? (name.endsWith('.nrrd') ? 'format-unsupported' : undefined);
    if (refusal) {
      await expect(read(name).catch((error: unknown) => toCoded(error).code)).resolves.toBe(refusal);
      return;
    }
    const { summary, pixels, ...description } = await read(name);
    const whole = { ...description, pixels, fileBytes: 0, fileSha256: '0'.repeat(64) };
    expect(InstanceDescription.parse(whole)).toMatchObject(whole);
    expect(summary.sha256).toBe(row['sha256_voxels_le_fortran']);
    const close = (value: number, stated: string | undefined) => {
      if (stated) expect(Math.abs(value - Number(stated))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
    };
    close(summary.min, row['raw_min']);
    close(summary.max, row['raw_max']);
    close(summary.rescaledMin, row['scaled_min']);
    close(summary.rescaledMax, row['scaled_max']);
    if (UNPLACED.includes(name)) {
      expect(description.warnings.map(({ code }) => code)).toContain('orientation-unknown');
      return;
    }
    const [columns = 1, planeRows = 1, ...others] = (row['shape'] ?? '').split('x').map(Number);
    expect([pixels.columns, pixels.rows, pixels.frames]).toEqual([
      columns,
      planeRows,
      others.reduce((product, size) => product * size, 1),
    ]);
    const stated = (row['affine'] ?? '').split(' ').map(Number);
    pixels.affine?.flat().forEach((value, i) => {
      const ras = i < 8 ? -value : value;
      expect(Math.abs(ras - (stated[i] as number))).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(ras)));
    });
    expect(pixels.affine).toBeDefined();
  });
});
