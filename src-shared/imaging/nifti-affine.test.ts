import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affineOf, betweenRasAndLps, type Affine } from './affine.ts';
import { niftiPlace, placedBy, qformAffine, stepsOf } from './nifti-affine.ts';
import { encodeNiftiHeader, readNiftiHeader, type NiftiHeader } from './nifti-header.ts';
import fixture from './nibabel-headers.fixture.json' with { type: 'json' };
import { edgesFromCosines } from './orientation.ts';
import { scale, unit } from './vectors.ts';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const headerOf = (base64: string) => readNiftiHeader(bytesOf(base64)) as NiftiHeader;
const called = (name: string) => headerOf(fixture.cases.find((one) => one.name === name)?.header ?? '');
const asAffine = (flat: readonly number[]) => [0, 4, 8, 12].map((row) => flat.slice(row, row + 4)) as unknown as Affine;
const farthest = (a: Affine, b: Affine) =>
  Math.max(...a.flat().map((value, i) => Math.abs(value - (b.flat()[i] as number))));

describe('where a NIfTI volume lies', () => {
  it.each(fixture.cases)('is where nibabel says: $name', ({ header, best, qform }) => {
    const read = headerOf(header);
    const { affine, warnings } = niftiPlace(read);
    expect(warnings).toEqual([]);
    expect(farthest(affine as Affine, betweenRasAndLps(asAffine(best)))).toBeLessThan(1e-5);
    if (read.qformCode > 0) expect(farthest(qformAffine(read), asAffine(qform))).toBeLessThan(1e-5);
  });

  it('names the edges of all 48 orientations as nibabel names the axes', () => {
    const seen = new Set<string>();
    for (const { header, codes } of fixture.cases.slice(0, 48)) {
      const { affine } = niftiPlace(headerOf(header)) as { affine: Affine };
      const [x, y, z] = affine;
      const edges = edgesFromCosines([...unit([x[0], y[0], z[0]]), ...unit([x[1], y[1], z[1]])]);
      const letter: Record<string, string> = { S: 'H', I: 'F' };
      expect(edges.right + edges.bottom).toBe([...codes.slice(0, 2)].map((code) => letter[code] ?? code).join(''));
      seen.add(codes);
    }
    expect(seen.size).toBe(48);
  });

  const upright = called('axes (0, 1, 2) (1, 1, 1)');

  it('is unknown where neither form is there, and its size is not', () => {
    const place = niftiPlace({ ...upright, sformCode: 0, qformCode: 0 });
    expect(place).toEqual({
      affine: null,
      sizeMm: [1.5, 2.25, 3.125],
      warnings: [{ code: 'orientation-unknown', details: {} }],
    });
  });

  it('is unknown where both forms claim one space and disagree', () => {
    const mirrored = called('axes (0, 1, 2) (-1, 1, 1)');
    const moved = { ...upright, offset: [-10, 20.25, 7.75] as const };
    for (const header of [
      { ...upright, sform: mirrored.sform },
      moved,
      { ...mirrored, sform: upright.sform, qformCode: 2 },
    ]) {
      const place = niftiPlace(header);
      expect(place.affine).toBeNull();
      expect(place.warnings).toEqual([{ code: 'orientation-unknown', details: {} }]);
    }
  });

  it('is the sform’s where the two name different spaces that run the same way', () => {
    const { affine, warnings } = niftiPlace({ ...upright, qformCode: 4, offset: [0, 0, 0] });
    expect(affine?.[0][3]).toBe(12.5);
    expect(warnings).toEqual([]);
  });

  it('is the qform’s where the sform is flat or no number', () => {
    for (const sform of [new Array<number>(12).fill(0), upright.sform.map(() => NaN)]) {
      expect(niftiPlace({ ...upright, sform }).affine).toEqual(niftiPlace(upright).affine);
      expect(niftiPlace({ ...upright, sform, qformCode: 0 }).affine).toBeNull();
    }
    const tooLong = niftiPlace({ ...upright, sformCode: 0, quaternion: [1, 1, 0] });
    expect(tooLong.affine).toBeNull();
  });

  it('is in millimetres, whatever the file’s unit', () => {
    const metres = niftiPlace({
      ...upright,
      units: 1,
      sform: upright.sform.map((value) => value / 1000),
      qformCode: 0,
      pixdim: upright.pixdim.map((value) => value / 1000),
    });
    expect(farthest(metres.affine as Affine, niftiPlace(upright).affine as Affine)).toBeLessThan(1e-4);
    expect(niftiPlace({ ...upright, units: 3 }).sizeMm?.[2]).toBeCloseTo(0.003125, 9);
  });

  it('has no scale where steps and sizes differ, or sizes are no lengths', () => {
    const noScale = [{ code: 'dicom-no-scale', details: {} }];
    const other = niftiPlace({ ...upright, qformCode: 0, pixdim: [1, 1, 1, 1] });
    expect([other.sizeMm, other.warnings]).toEqual([null, noScale]);
    const none = niftiPlace({ ...upright, qformCode: 0, sformCode: 0, pixdim: [1, 0, NaN, 1] });
    expect([none.sizeMm, none.warnings.length]).toEqual([null, 2]);
  });
});

describe('an affine', () => {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
  const step = fc.double({ min: 0.1, max: 10, noNaN: true });
  const rotation = fc.tuple(angle, angle, angle).map(([a, b, c]) => {
    const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
    return [
      [cb * cc, sa * sb * cc + ca * sc, sa * sc - ca * sb * cc],
      [-cb * sc, ca * cc - sa * sb * sc, sa * cc + ca * sb * sc],
      [sb, -sa * cb, ca * cb],
    ] as const;
  });

  it('comes back from both forms, left-handed or right-handed', () => {
    fc.assert(
      fc.property(rotation, fc.tuple(step, step, step), fc.boolean(), ([i, j, k], steps, mirrored) => {
        const affine = affineOf(
          scale(i, steps[0]),
          scale(j, steps[1]),
          scale(k, steps[2] * (mirrored ? -1 : 1)),
          [-30, 12.5, 99],
        );
        const upright = called('axes (0, 1, 2) (1, 1, 1)');
        const header = readNiftiHeader(encodeNiftiHeader({ ...upright, ...placedBy(affine) })) as NiftiHeader;
        expect(farthest(niftiPlace(header).affine as Affine, affine)).toBeLessThan(1e-4);
        const byQform = niftiPlace({ ...header, sformCode: 0 }).affine as Affine;
        // the format keeps three of the quaternion's four numbers as float32: near half a turn the fourth, a square root of
        // what is left of 1, is known to about 3e-4 only
        const fourth = Math.sqrt(Math.max(0, 1 - header.quaternion.reduce((sum, part) => sum + part * part, 0)));
        expect(farthest(byQform, affine)).toBeLessThan(fourth > 0.1 ? 1e-4 : 1e-3 * Math.max(...steps));
      }),
    );
  });

  it('with shear goes into the sform alone', () => {
    const affine = affineOf([1, 0, 0], [0, 1, 0], [0, 0.5, 2], [0, 0, 0]);
    const placed = placedBy(affine);
    expect([placed.sformCode, placed.qformCode]).toEqual([1, 0]);
    expect(placed.pixdim.slice(1, 4)).toEqual([...stepsOf(affine)]);
  });
});
