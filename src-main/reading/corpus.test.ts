import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES, toCoded } from '../../src-shared/contract/coded.ts';
import { DocumentDescription } from '../../src-shared/imaging/document.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { bytesInMemory } from './containers/byte-source.ts';
import { filesUnder } from './containers/walk.ts';
import { compareCorpus, EXPLANATIONS } from './dicom-corpus.ts';
import ATTRIBUTES from './dicom/pydicom-attributes.fixture.json' with { type: 'json' };
import { openContent } from './open-image.ts';

const data = process.env['SKIAGRAPH_DATA'];
const corpus = data ? join(data, 'dicom') : '';
const there = corpus !== '' && existsSync(join(corpus, 'truth.csv'));
const reason = there ? '' : ' (skipped: SKIAGRAPH_DATA names no folder with dicom/truth.csv)';

/** What pydicom reads of a file (scripts/truth/dicom_attributes.py); lists by frame, of one entry where all agree. */
interface Attributes {
  readonly frames?: number;
  readonly ImagePositionPatient?: (number[] | null)[];
  readonly ImageOrientationPatient?: (number[] | null)[];
  readonly PixelSpacing?: (number[] | null)[];
  readonly RescaleSlope?: (number[] | null)[];
  readonly RescaleIntercept?: (number[] | null)[];
  readonly WindowCenter?: (number[] | null)[];
  readonly WindowWidth?: (number[] | null)[];
}

const open = (path: string) => openContent(bytesInMemory(new Uint8Array(readFileSync(path))));

describe.skipIf(!there)(`the DICOM conformance corpus${reason}`, () => {
  it('gives a description or a coded failure for every file', { timeout: 120_000 }, async () => {
    for await (const { locator } of filesUnder([join(corpus, 'files'), join(data ?? '', 'series')])) {
      try {
        const content = await open(locator);
        const file = { fileBytes: 1, fileSha256: '0'.repeat(64) };
        if ('document' in content) {
          const whole = { ...content.document, ...file };
          expect(DocumentDescription.parse(whole), locator).toEqual(whole);
        } else {
          const whole = { ...content.description, ...file };
          expect(InstanceDescription.parse(whole), locator).toEqual(whole);
        }
      } catch (error) {
        const { code, details } = toCoded(error);
        expect(code, `${locator} ${JSON.stringify(details)}`).not.toBe('internal-error');
        expect(CODES, locator).toContain(code);
      }
    }
  });

  it('has the stored values, rescaled values and names of three other toolkits', { timeout: 120_000 }, async () => {
    const different: string[] = [];
    let agreeing = 0;
    for await (const { file, ours, differs } of compareCorpus(corpus)) {
      if (differs.length > 0) different.push(file);
      else if (/^[0-9a-f]{64}$/.test(ours)) agreeing++;
    }
    expect(different.sort()).toEqual(Object.keys(EXPLANATIONS).sort());
    expect(agreeing).toBe(231);
  });

  it('lies where pydicom says, frame by frame, with its scale and windows', { timeout: 120_000 }, async () => {
    for (const [file, said] of Object.entries(ATTRIBUTES as Record<string, Attributes>)) {
      if (said.frames === undefined || file in EXPLANATIONS) continue;
      const content = await open(join(corpus, 'files', file));
      if ('document' in content) throw new Error(`${file} is a picture`);
      const { pixels, gate } = content.description;
      expect(pixels.frames, file).toBe(said.frames);
      // Dose grids say by offsets where their frames lie, and scale by an attribute of their own: pydicom leaves both alone.
      const dose = gate.modality === 'RTDOSE';
      for (let frame = 0; frame < Math.min(pixels.frames, dose ? 1 : 200); frame++) {
        const own = pixelsOfFrame(pixels, frame);
        const theirs = (list: (number[] | null)[] | undefined) =>
          (list?.length === 1 ? list[0] : list?.[frame]) ?? null;
        const where = `${file} ${frame}`;
        expect(own.imagePositionMm, where).toEqual(theirs(said.ImagePositionPatient));
        expect(own.imageOrientation, where).toEqual(theirs(said.ImageOrientationPatient));
        const { rowMm, columnMm, provenance } = own.spacing;
        if (provenance === 'pixel-spacing' || provenance === 'uncalibrated' || provenance === 'calibrated') {
          expect([rowMm, columnMm], where).toEqual(theirs(said.PixelSpacing));
        }
        if (pixels.samplesPerPixel === 3 || dose) continue;
        expect([own.rescale.slope], where).toEqual(theirs(said.RescaleSlope) ?? [1]);
        expect([own.rescale.intercept], where).toEqual(theirs(said.RescaleIntercept) ?? [0]);
        expect(
          own.windows.map(({ center }) => center),
          where,
        ).toEqual(theirs(said.WindowCenter) ?? []);
        expect(
          own.windows.map(({ width }) => width),
          where,
        ).toEqual(theirs(said.WindowWidth) ?? []);
      }
    }
  });
});
