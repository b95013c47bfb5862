import fc from 'fast-check';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportItem, SegmentMask } from '../../../src-shared/annotation/export-item.ts';
import type { ImportedPicture } from '../../../src-shared/annotation/imported-labels.ts';
import type { LabelSchema } from '../../../src-shared/annotation/label-schema.ts';
import { affineOf } from '../../../src-shared/imaging/affine.ts';
import { DatasetExport, type ExportOrder } from '../../exchange/dataset-export.ts';
import { factsOf, framesOf, item, ITEMS, OBLIQUE, order, SCHEMA } from '../../exchange/export-items.fixture.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import type { MaskTarget } from './mask-file.ts';
import { readLabels } from './read-labels.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'labels-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes items and answers what reads a file of theirs back. */
async function exported(
  format: ExportOrder['format'],
  items: readonly ExportItem[],
  wishes: Parameters<typeof order>[2] = {},
) {
  const place = path.join(folder, String((count += 1)));
  const run = await DatasetExport.begin(
    { ...order(format, place, { withPictures: false, ...wishes }), facts: factsOf(items) },
    framesOf(items),
  );
  const refused = [];
  for (const one of items) if (await run.item(one)) refused.push(one.id);
  if (refused.length < items.length) await run.finish();
  else await run.abandon();
  return {
    refused,
    read: async (name: string, target: ExportItem | null = null, schema: LabelSchema = SCHEMA) =>
      readLabels(
        bytesInMemory(new Uint8Array(await readFile(path.join(place, name)))),
        schema,
        target && targetOf(target),
        () => undefined,
      ),
  };
}

const targetOf = ({ id, rows, columns, slices, affine }: ExportItem): MaskTarget => {
  return { name: id, rows, columns, slices: slices.length, affine };
};

/** The masks of a Segmentation, its slices found again by their place. */
function placed({ masks, slices }: ImportedPicture, { affine, slices: own }: ExportItem): SegmentMask[] {
  const at = (slice: number) => {
    const mm = slices?.[slice]?.positionMm;
    if (!mm || !affine) return 0;
    const places = own.map((_, k) => affine.slice(0, 3).map((line) => (line[2] as number) * k + (line[3] as number)));
    return places.findIndex((place) => place.every((value, axis) => Math.abs(value - (mm[axis] as number)) < 1e-6));
  };
  return masks.map((mask) => ({
    ...mask,
    slices: mask.slices.map(({ slice, runs }) => ({ slice: at(slice), runs })).sort((a, b) => a.slice - b.slice),
  }));
}

describe('labels that were written come back as they were', () => {
  const outlined = ITEMS.filter(({ id }) => id !== 'h6shapes');

  it('as NIfTI, turned grids and overlapping segments too', async () => {
    const { read } = await exported('nifti', ITEMS);
    for (const one of outlined.filter(({ id }) => id !== 'm2overlap')) {
      const { pictures } = await read(`masks/${one.id}.nii.gz`, one);
      expect(pictures[0]).toMatchObject({ name: one.id, masks: one.masks });
    }
    const overlapping = outlined.find(({ id }) => id === 'm2overlap') as ExportItem;
    const each = await Promise.all(['mass', 'vessel'].map((key) => read(`masks/m2overlap.${key}.nii.gz`, overlapping)));
    expect(each.flatMap(({ pictures }) => pictures[0]?.masks)).toEqual(overlapping.masks);
  });

  it('as PNG masks, by the numbers behind their colours', async () => {
    const { read } = await exported('png', ITEMS);
    const [odd] = ITEMS as [ExportItem];
    expect((await read('masks/k3f9odd.png', odd)).pictures[0]?.masks).toEqual(odd.masks);
  });

  it('as DICOM Segmentations', async () => {
    const { read, refused } = await exported('dicom-seg', ITEMS);
    expect(refused).toEqual(['s1sheared']);
    for (const one of outlined.filter(({ id }) => id !== 's1sheared')) {
      const { pictures, refused: leftOut } = await read(`${one.id}.dcm`);
      const [picture] = pictures as [ImportedPicture];
      expect([picture.name, picture.size, leftOut]).toEqual([one.id, { rows: one.rows, columns: one.columns }, []]);
      expect(placed(picture, one)).toEqual(one.masks);
    }
  });

  it.each(['', '_rle'])('as COCO%s', async (kind) => {
    const { read } = await exported('coco', ITEMS);
    for (const [part, name] of [
      ['train', 'train'],
      ['validation', 'val'],
      ['test', 'test'],
    ]) {
      const { pictures, refusedCount } = await read(`annotations/instances_${name}${kind}.json`);
      expect(refusedCount).toBe(0);
      for (const one of ITEMS.filter((candidate) => candidate.part === part)) {
        const own = pictures.filter(({ name: file }) => file?.startsWith(one.id));
        const masks = one.masks.map(({ segment, slices }) => ({
          segment,
          slices: slices.map(({ slice, runs }) => [one.slices.length === 1 ? one.id : `${one.id}-000${slice}`, runs]),
        }));
        for (const { segment, slices } of masks) {
          const found = own.flatMap((picture) =>
            picture.masks
              .filter((mask) => mask.segment === segment)
              .map((mask) => [picture.name?.replace('.png', ''), mask.slices[0]?.runs]),
          );
          expect(found).toEqual(slices);
        }
      }
      const shapes = pictures.find(({ name: file }) => file === 'h6shapes.png')?.shapes;
      if (part === 'train') {
        expect(shapes).toEqual([
          {
            segment: 7,
            slice: 0,
            kind: 'box',
            points: [
              [2, 3.25],
              [12.5, 9],
            ],
          },
          { segment: 9, slice: 0, kind: 'point', points: [[4.5, 6.5]] },
          {
            segment: 200,
            slice: 0,
            kind: 'polygon',
            points: [
              [15, 4],
              [28.5, 6],
              [20, 18],
            ],
          },
        ]);
      }
    }
  });

  it('as Pascal VOC, boxes to whole pixels', async () => {
    const { read } = await exported('voc', ITEMS);
    const { pictures, refused } = await read('Annotations/h6shapes.xml');
    expect(pictures[0]).toMatchObject({
      name: 'h6shapes.png',
      size: { rows: 20, columns: 30 },
      shapes: [
        {
          segment: 7,
          kind: 'box',
          points: [
            [2, 3],
            [13, 9],
          ],
        },
      ],
    });
    // a box is no outline: what the schema outlines is told, not guessed
    expect(refused).toEqual([
      { name: 'h6shapes.png', reason: { code: 'label-kind-differs', details: { name: 'muscle' } } },
    ]);
  });

  it('as tables', async () => {
    const { read } = await exported('labels', ITEMS);
    const { pictures, refused } = await read('items.csv');
    expect(refused).toEqual([]);
    for (const one of ITEMS) {
      const answers = one.answers.filter(({ place }) => place.scope === 'item');
      expect(pictures.find(({ name }) => name === one.id)?.answers).toEqual(
        answers.map(({ field, answer }) => ({ field, slice: null, answer })),
      );
    }
    expect((await read('slices.csv')).pictures).toMatchObject([
      { name: 'h6shapes', answers: [{ field: 'quality', slice: 0, answer: -2.5 }] },
    ]);
  });

  it('whatever is outlined, on whatever grid', async () => {
    const side = fc.integer({ min: 1, max: 21 });
    const turn = fc.double({ min: -3, max: 3, noNaN: true });
    const step = fc.double({ min: 0.2, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ rows: side, columns: side, slices: fc.integer({ min: 1, max: 4 }), seed: fc.integer() }),
        fc.record({ turn, column: step, row: step, slice: step, slant: turn, x: turn, dicom: fc.boolean() }),
        async ({ rows, columns, slices, seed }, grid) => {
          const [cos, sin] = [Math.cos(grid.turn), Math.sin(grid.turn)];
          const affine = affineOf(
            [cos * grid.column, sin * grid.column, 0],
            [-sin * grid.row, cos * grid.row, 0],
            [grid.slant / 10, 0, grid.slice],
            [grid.x * 50, -20, 7],
          );
          const chance = (slice: number, row: number, column: number, salt: number) =>
            Math.abs(Math.sin(seed + salt + slice * 12.9898 + row * 78.233 + column * 37.719) * 43758.5453) % 1;
          const one = item('p0random', {
            ...{ rows, columns, slices, affine, dicom: grid.dicom },
            mass: (...at) => chance(...at, 0) < 0.4,
            vessel: (...at) => chance(...at, 0) > 0.7,
          });
          const nifti = await exported('nifti', [one]);
          expect((await nifti.read('masks/p0random.nii.gz', one)).pictures[0]?.masks).toEqual(one.masks);
          const seg = await exported('dicom-seg', [one]);
          const [picture] = (await seg.read('p0random.dcm')).pictures as [ImportedPicture];
          expect(placed(picture, one)).toEqual(one.masks);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('where another program turned the axes of the volume', async () => {
    const one = ITEMS.find(({ id }) => id === 'x5oblique') as ExportItem;
    // the same volume with its columns from the other end
    const [a, b, c] = OBLIQUE;
    const flip = ([x, y, z, place]: readonly [number, number, number, number]) =>
      [-x, y, z, place + x * (one.columns - 1)] as const;
    const turned: ExportItem = {
      ...item('x5turned', {
        ...{ rows: 15, columns: 19, slices: 5, affine: [flip(a), flip(b), flip(c), [0, 0, 0, 1]], sampleType: 'int16' },
        mass: (slice, row, column) => slice > 0 && slice < 4 && (row - 6) ** 2 + (18 - column - 9) ** 2 < 9 * slice,
        vessel: (slice, row, column) => slice === 2 && row > 12 && 18 - column < 4,
      }),
    };
    const { read } = await exported('nifti', [turned]);
    expect((await read('masks/x5turned.nii.gz', one)).pictures[0]?.masks).toEqual(one.masks);
  });
});

describe('a mask that is not its picture’s', () => {
  it('is refused by size and by place', async () => {
    const one = ITEMS.find(({ id }) => id === 'x5oblique') as ExportItem;
    const { read } = await exported('nifti', [one]);
    const refused = (target: ExportItem) =>
      expect(read('masks/x5oblique.nii.gz', target)).rejects.toMatchObject({ name: 'CodedError' });
    await refused({ ...one, rows: 14 });
    await expect(read('masks/x5oblique.nii.gz', { ...one, columns: 18 })).rejects.toMatchObject({
      code: 'label-size-differs',
    });
    const moved = affineOf([0.48, 0.36, 0], [-0.54, 0.72, 0], [0, 0, 2.5], [-30, 12.5, 7.75]);
    await expect(read('masks/x5oblique.nii.gz', { ...one, affine: moved })).rejects.toMatchObject({
      code: 'label-place-differs',
    });
    await expect(read('masks/x5oblique.nii.gz')).rejects.toMatchObject({ code: 'label-picture-missing' });
  });

  it('is refused where its numbers mean nothing here', async () => {
    const one = ITEMS.find(({ id }) => id === 'x5oblique') as ExportItem;
    const { read } = await exported('nifti', [one]);
    const schema = {
      ...SCHEMA,
      segments: SCHEMA.segments.map((segment) => ({ ...segment, number: segment.number + 1 })),
    };
    await expect(read('masks/x5oblique.nii.gz', one, schema)).rejects.toMatchObject({ code: 'label-category-unknown' });
  });
});
