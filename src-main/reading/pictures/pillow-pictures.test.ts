import { describe, expect, it } from 'vitest';
import { farthest } from '../../../src-shared/pixels/wave.fixture.ts';
import { bytesInMemory } from '../containers/byte-source.ts';
import { openImage } from '../open-image.ts';
import fixture from './pillow-pictures.fixture.json' with { type: 'json' };

const open = (base64: string) => openImage(bytesInMemory(new Uint8Array(Buffer.from(base64, 'base64'))));
const turned = { code: 'picture-turned', details: {} };

describe('a picture', () => {
  it.each(fixture.pictures)('is what Pillow reads: $name', async ({ name, file, shape, values }) => {
    const image = await open(file);
    const frame = image.frameOf(await image.stored(0));
    expect([frame.rows, frame.columns, frame.samplesPerPixel]).toEqual(shape);
    const bytes = Buffer.from(values, 'base64');
    const expected = frame.sampleType === 'uint16' ? new Uint16Array(new Uint8Array(bytes).buffer) : bytes;
    // Two builds of one library round the inverse transform and the colours of a JPEG differently by 1 or 2.
    expect(farthest(frame.values, expected)).toBeLessThanOrEqual(name.startsWith('JPEG') ? 2 : 0);
  });

  it('that asks to be turned is shown as it is stored, and says so', async () => {
    expect((await open(fixture.turned)).description.warnings).toContainEqual(turned);
    expect((await open(fixture.turned)).description.pixels).toMatchObject({ rows: 33, columns: 40 });
    expect((await open(fixture.turnedPng)).description.warnings).toEqual([turned]);
    expect((await open(fixture.upright)).description.warnings).not.toContainEqual(turned);
  });

  it('made for print is refused by its name', async () => {
    await expect(open(fixture.cmyk)).rejects.toMatchObject({ details: { format: 'JPEG, CMYK' } });
  });
});
