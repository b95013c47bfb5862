import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { openFile } from './containers/located-file.ts';
import { readCsv } from './dicom-corpus.ts';
import { compareNifti, NIFTI_EXPLANATIONS } from './nifti-corpus.ts';
import { openImage } from './open-image.ts';

const data = process.env['SKIAGRAPH_DATA'];
const corpus = join(data ?? '', 'nifti');
const there = data !== undefined && data !== '' && existsSync(join(corpus, 'labels.csv'));
const reason = there ? '' : ' (skipped: SKIAGRAPH_DATA names no folder with nifti/labels.csv)';

/** How files that differ do, and the code of those that are refused. */
const DIFFERING: Record<string, string> = {
  'analyze.hdr': 'format-unsupported',
  'complex_image.nii.gz': 'nifti-type-unsupported',
  'ras.img': 'not-an-image',
  'RAS.mif': 'format-unsupported',
  'test.mgz': 'format-unsupported',
  'syn_no_form.nii': 'affine',
  'row_major.dconn.nii': 'affine',
};

describe.skipIf(!there)(`the NIfTI conformance corpus${reason}`, () => {
  it('is what nibabel says of it, or refused by name, and every difference is explained', async () => {
    const differing: Record<string, string> = {};
    let agreeing = 0;
    for await (const { file, ours, differs, explanation } of compareNifti(corpus)) {
      if (differs.length === 0) agreeing++;
      else if (file.endsWith('.nrrd')) expect(ours, file).toBe('format-unsupported');
      else differing[file] = differs[0] === 'refused' ? ours : differs.join(' ');
      expect(differs.length > 0, file).toBe(explanation !== '');
    }
    expect(differing).toEqual(DIFFERING);
    expect(Object.keys(NIFTI_EXPLANATIONS).sort()).toEqual(Object.keys(DIFFERING).sort());
    expect(agreeing).toBeGreaterThan(25);
  });

  it('is described in the form that is kept', async () => {
    for (const row of there ? await readCsv(join(corpus, 'labels.csv')) : []) {
      const file = await openFile(join(corpus, 'files', row['file'] ?? ''));
      const image = await openImage(file.source).catch(() => null);
      await file.source.close();
      const whole = image && { ...image.description, fileBytes: 0, fileSha256: '0'.repeat(64) };
      if (whole) expect(InstanceDescription.parse(whole), row['file']).toMatchObject(whole);
    }
  });
});
