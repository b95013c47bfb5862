import fs from 'node:fs';
import path from 'node:path';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { smallPicture } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import { physicalCores } from '../../src-main/inference/physical-cores.ts';
import { analyze } from '../../src-main/inference/pipeline.ts';
import type { PlainTensor } from '../../src-main/inference/plain-tensor.ts';
import { sourceOf } from '../../src-main/inference/read-source.ts';
import { loadModel } from '../../src-main/inference/session.ts';
import type { channelsOf } from '../../src-shared/pixels/channels.ts';
import { toTensor } from '../../src-shared/pixels/grid.ts';
import { prepareInput } from '../../src-shared/pixels/prepare.ts';
import { drawChest } from '../samples/drawn-chest.ts';
import { lineOf, type Line } from './figures.ts';
import { PROGRAM } from './surroundings.ts';

const RUNS_A_ROUND = 20;
const SIDE = 256;

/** A shipped network, what one run of it may cost beside the bare one, and the name of the line. */
const NETWORKS = [
  ['chest-xr-pneumonia', 1.25],
  ['chest-xr-lungs', 1.1],
] as const;

/**
 * The whole pipeline (gates, hash, preparation, run, decoding, checks, map or mask files) over `session.run` on the same tensor,
 * in turn in one process. Every film is new to the pipeline: nothing of it was prepared before.
 */
export async function overheadLines(rounds: number): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [id, wanted] of NETWORKS) {
    const folder = path.join(PROGRAM, 'models', id);
    const manifest = ModelManifest.parse(JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')));
    const model = { file: path.join(folder, manifest.file.name), manifest };
    const threads = physicalCores();
    const grey = Uint8Array.from(drawChest(SIDE, SIDE), (value) => value >> 4);
    const picture = smallPicture(SIDE, SIDE, [grey]);
    const [frame] = picture.frames as [Frame];
    const gate = { container: 'png', modality: null, bodyPart: null, viewPosition: null, ageYears: null } as const;
    const question = { instanceId: InstanceId.parse(1), frame: 0, pixels: picture.pixels, gate, insist: true };
    const network = await loadModel(model, threads);
    const tensor = tensorOf(frame, picture.pixels, manifest);
    const [whole, bare]: [number[], number[]] = [[], []];
    for (let run = -5; run < rounds * RUNS_A_ROUND; run++) {
      const fresh = { frame: () => Promise.resolve({ ...frame, values: frame.values.slice() }) };
      const ours = async () => void (await analyze({ ...question, model, threads }, fresh, () => undefined));
      const rivals = async () => void (await network.run(tensor));
      // whoever goes first in one run goes second in the next
      const turns = [[whole, ours] as const, [bare, rivals] as const];
      for (const [times, work] of run % 2 === 0 ? turns : turns.toReversed()) {
        const start = performance.now();
        await work();
        if (run >= 0) times.push(performance.now() - start);
      }
    }
    lines.push(
      lineOf(`whole analysis, ${id}, ${manifest.input.size.join(' × ')}`, whole, {
        rival: { name: 'bare session.run', milliseconds: bare },
        wanted,
        note: `film of ${SIDE} × ${SIDE} in memory`,
      }),
    );
  }
  return lines;
}

function tensorOf(frame: Frame, pixels: Parameters<typeof channelsOf>[1], manifest: ModelManifest): PlainTensor {
  const decoded = { frames: [{ frame, pixels }], place: { affine: null, spacingMm: null } };
  const { source } = sourceOf(decoded, manifest);
  return toTensor(prepareInput(source, manifest.input).grid, manifest.input.layout);
}
