import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import { dicomFile, filmElements, type FixtureDataSet, type FixtureOptions } from './fixture.ts';

const plane = (
  group: string,
  rows: number,
  columns: number,
  origin: [number, number],
  bits: number[],
  more: FixtureDataSet = {},
): FixtureDataSet => ({
  [`${group}0010`]: { vr: 'US', value: [rows] },
  [`${group}0011`]: { vr: 'US', value: [columns] },
  [`${group}0050`]: { vr: 'SS', value: origin },
  [`${group}0102`]: { vr: 'US', value: [0] },
  [`${group}3000`]: { vr: 'OB', value: Uint8Array.from(bits) },
  ...more,
});

async function maskOf(elements: FixtureDataSet, frame = 0, options: FixtureOptions = {}) {
  const image = await openImage(bytesInMemory(dicomFile(elements, options)));
  const mask = await image.overlayMask?.(frame);
  return mask ? [...mask] : mask;
}
const film = (more: FixtureDataSet) => filmElements(2, 3, new Uint16Array(6), more);

describe('the overlay planes of a frame', () => {
  it('are drawn where they lie, the lowest bit first, all on one grid', async () => {
    expect(await maskOf(film(plane('6000', 2, 3, [1, 1], [0b010001])))).toEqual([1, 0, 0, 0, 1, 0]);
    const two = { ...plane('6000', 1, 1, [1, 1], [1]), ...plane('601E', 1, 1, [2, 3], [1]) };
    expect(await maskOf(film(two))).toEqual([1, 0, 0, 0, 0, 1]);
  });

  it('that stick out of the picture are cut off', async () => {
    const all = [0xff, 0xff];
    expect(await maskOf(film(plane('6000', 3, 3, [0, 0], all)))).toEqual([1, 1, 0, 1, 1, 0]);
    expect(await maskOf(film(plane('6000', 3, 3, [2, 3], all)))).toEqual([0, 0, 0, 0, 0, 1]);
    expect(await maskOf(film(plane('6000', 3, 3, [60, -60], all)))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('in the high bits of the pixels are those bits', async () => {
    const pixels = Uint16Array.of(0x1000, 0x0fff, 0x1001, 0, 0xe000, 0x1000);
    const embedded = {
      '00280101': { vr: 'US', value: [12] },
      '00280102': { vr: 'US', value: [11] },
      '60000010': { vr: 'US', value: [2] },
      '60000011': { vr: 'US', value: [3] },
      '60000100': { vr: 'US', value: [16] },
      '60000102': { vr: 'US', value: [12] },
    } as const;
    expect(await maskOf(filmElements(2, 3, pixels, embedded))).toEqual([1, 0, 1, 0, 0, 1]);
  });

  it('of several frames belong to the picture’s frames from their first on', async () => {
    const frames = (more: FixtureDataSet) =>
      filmElements(1, 2, Uint8Array.of(1, 2, 3, 4, 5, 6), {
        '00280002': { vr: 'US', value: [1] },
        '00280004': { vr: 'CS', value: 'MONOCHROME2' },
        '00280008': { vr: 'IS', value: '3' },
        ...more,
      });
    const later = { '60000015': { vr: 'IS', value: '2' }, '60000051': { vr: 'US', value: [2] } } as const;
    const moving = frames(plane('6000', 1, 2, [1, 1], [0b1001], later));
    expect([await maskOf(moving, 0), await maskOf(moving, 1), await maskOf(moving, 2)]).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ]);
    expect(await maskOf(frames(plane('6000', 1, 2, [1, 1], [0b01])), 2)).toEqual([1, 0]);
  });

  it('are words in big-endian files', async () => {
    const words = { '60003000': { vr: 'OW', value: Uint8Array.of(0, 0b010001) } } as const;
    const file = film(plane('6000', 2, 3, [1, 1], [], words));
    const bigEndian = { transferSyntax: '1.2.840.10008.1.2.2', bigEndian: true };
    expect(await maskOf(file, 0, bigEndian)).toEqual([1, 0, 0, 0, 1, 0]);
  });

  it('are none where the file has none', async () => {
    expect(await maskOf(film({}))).toBeNull();
  });
});
