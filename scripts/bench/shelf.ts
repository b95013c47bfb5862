import fs from 'node:fs';
import path from 'node:path';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { smallPicture, volumeOf } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import { drawChest } from '../samples/drawn-chest.ts';
import { figuresOf, lineOf, type Line, type PartOutcome } from './figures.ts';
import { measureOverhead, shippedModel, type AskedPicture } from './pipeline-overhead.ts';
import { PROGRAM } from './surroundings.ts';

const RUNS_A_ROUND = 4;
const FILM_SIDE = 256;
const MEGABYTE = 1e6;

/**
 * Every model of the program: a whole analysis (gates, preparation, all runs with their mirror images or tiles, decoding, maps)
 * beside one bare run of its network, how large its file is, and how many pixels a second go through the whole.
 */
export async function measure(rounds: number): Promise<PartOutcome> {
  const ids = fs
    .readdirSync(path.join(PROGRAM, 'models'))
    .filter((id) => fs.existsSync(path.join(PROGRAM, 'models', id, 'manifest.json')));
  const lines: Line[] = [];
  for (const id of ids.sort()) lines.push(await shelfLine(id, rounds));
  return {
    lines,
    notes: [`Shelf: films of ${FILM_SIDE} × ${FILM_SIDE}, cells in colour, a gland of 64 slices; drawn pixels`],
  };
}

async function shelfLine(id: string, rounds: number): Promise<Line> {
  const model = shippedModel(id);
  const asked = pictureFor(model.manifest);
  const { whole, bare } = await measureOverhead(model, asked, rounds * RUNS_A_ROUND);
  const { frames, pixels } = asked.picture;
  const megapixels = (pixels.rows * pixels.columns * frames.length) / 1e6;
  const perSecond = megapixels / (figuresOf(whole).medianMs / 1000);
  const times = 1 + (model.manifest.testTime?.length ?? 0);
  return lineOf(`whole analysis, ${id} ${model.manifest.version}`, whole, {
    rival: { name: 'one bare session.run', milliseconds: bare },
    note: [
      `${(model.manifest.file.bytes / MEGABYTE).toFixed(1)} MB`,
      `${perSecond.toFixed(2)} Mpx/s`,
      ...(times > 1 ? [`asked ${times} times`] : []),
    ].join(', '),
  });
}

/** Drawn pixels of the kind that a network takes. */
function pictureFor({ input }: ModelManifest): AskedPicture {
  if (input.kind !== 'frame') {
    const gland = smallPicture(
      64,
      64,
      Array.from({ length: 64 }, (_, slice) => ballSlice(slice)),
    );
    return { picture: gland, volume: volumeOf(gland) };
  }
  const grey = Uint8Array.from(drawChest(FILM_SIDE, FILM_SIDE), (value) => value >> 4);
  const values =
    input.channels === 3 ? Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[(i / 3) | 0]!) : grey;
  return { picture: smallPicture(FILM_SIDE, FILM_SIDE, [values]), volume: null };
}

/** One slice of a ball of radius 12 in the middle of 64³: 0 and 1. */
function ballSlice(slice: number): Uint8Array {
  return Uint8Array.from({ length: 64 * 64 }, (_, i) => {
    const [z, y, x] = [slice - 31.5, Math.floor(i / 64) - 31.5, (i % 64) - 31.5];
    return z * z + y * y + x * x < 144 ? 1 : 0;
  });
}
