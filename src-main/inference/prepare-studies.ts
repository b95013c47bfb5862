import type { Coded } from '../../src-shared/contract/coded.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { newGrid, type Grid } from '../../src-shared/pixels/grid.ts';
import { prepareInput, type Prepared } from '../../src-shared/pixels/prepare.ts';
import { blankGate } from './image-gates.ts';
import { hashOf, sourceOf, type DecodedFrames, type ReadSource } from './read-source.ts';

/** The films of a patient's studies made ready: the sequence, and the last film, which is the one that the answer is about. */
export interface PreparedStudies {
  readonly read: ReadSource;
  readonly prepared: Prepared;
  readonly blank: Coded | null;
}

/**
 * Prepares films of several studies, each as a picture by itself, and puts them behind one another as the steps of a sequence
 * (channel, step, row, column). Where the last film lies in the grid is where the answer points.
 *
 * @param decoded the oldest first; at least one
 */
export function prepareStudies(decoded: DecodedFrames, manifest: Pick<ModelManifest, 'input'>): PreparedStudies {
  const { size, ...rest } = manifest.input;
  const input = { ...rest, kind: 'frame' as const, size: size.slice(1) };
  const steps = decoded.frames.map((each) => {
    const read = sourceOf({ frames: [each], place: decoded.place }, { input });
    const prepared = prepareInput(read.source, input);
    return { read, prepared, blank: blankGate(read.source, input, prepared.placement) };
  });
  const last = steps.at(-1) as (typeof steps)[number];
  const grid = behindOneAnother(steps.map(({ prepared }) => prepared.grid));
  const pixelSha256 = hashOf(decoded.frames);
  return {
    read: { ...last.read, pixelSha256 },
    prepared: { ...last.prepared, grid },
    blank: steps.find(({ blank }) => blank)?.blank ?? null,
  };
}

function behindOneAnother(grids: readonly Grid[]): Grid {
  const [{ channels, rows, columns }] = grids as [Grid];
  const sequence = newGrid(channels, grids.length, rows, columns);
  const plane = rows * columns;
  grids.forEach(({ values }, step) => {
    for (let channel = 0; channel < channels; channel++) {
      const own = values.subarray(channel * plane, (channel + 1) * plane);
      sequence.values.set(own, (channel * grids.length + step) * plane);
    }
  });
  return sequence;
}
