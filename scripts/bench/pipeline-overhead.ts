import fs from 'node:fs';
import path from 'node:path';
import { InstanceId } from '../../src-shared/contract/ids.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { ModelOnDisk, VolumeInput } from '../../src-main/inference/calls.ts';
import { smallPicture, type SmallPicture } from '../../src-main/inference/fixtures/small-models.fixture.ts';
import { physicalCores } from '../../src-main/inference/physical-cores.ts';
import { analyze, makeReady } from '../../src-main/inference/pipeline.ts';
import type { PlainTensor } from '../../src-main/inference/plain-tensor.ts';
import { sourceOf, type FrameSource } from '../../src-main/inference/read-source.ts';
import { loadModel } from '../../src-main/inference/session.ts';
import { toTensor } from '../../src-shared/pixels/grid.ts';
import { cropAround } from '../../src-shared/pixels/picture-window.ts';
import { prepareInput } from '../../src-shared/pixels/prepare.ts';
import { drawChest } from '../samples/drawn-chest.ts';
import { lineOf, type Line } from './figures.ts';
import { PROGRAM } from './surroundings.ts';

const RUNS_A_ROUND = 20;
const BARE_RUNS = 200;
const SIDE = 256;
const GATE = { container: 'png', modality: null, bodyPart: null, viewPosition: null, ageYears: null } as const;

/** How many times the bare run the whole analysis of a small classifier, and of an outlining network, may take. */
const WANTED = { classification: 1.25, segmentation: 1.1 } as const;

/** What the pipeline and the bare network are asked about. */
export interface AskedPicture {
  readonly picture: SmallPicture;
  readonly volume: VolumeInput | null;
}

/** Milliseconds of whole analyses and of bare runs on the same tensor, which took turns. */
export interface Overhead {
  readonly whole: number[];
  /** Of a picture that was made ready before it was asked about, as the window and the command line do: on the same tensor, then. */
  readonly ready: number[];
  readonly bare: number[];
}

/** A shipped model. */
export function shippedModel(id: string): ModelOnDisk {
  const folder = path.join(PROGRAM, 'models', id);
  const manifest = ModelManifest.parse(JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')));
  return { file: path.join(folder, manifest.file.name), manifest };
}

/**
 * The whole pipeline (gates, hash, preparation, run, decoding, checks, map or mask files) and `session.run` on the same tensor,
 * in turn in one process. Every picture is new to the pipeline: nothing of it was prepared before, but for `ready`.
 */
export async function measureOverhead(
  model: ModelOnDisk,
  { picture: { frames, pixels }, volume }: AskedPicture,
  runs: number,
): Promise<Overhead> {
  const threads = physicalCores();
  const question = { instanceId: InstanceId.parse(1), frame: 0, pixels, gate: GATE, insist: true, model, threads };
  const network = await loadModel(model, threads);
  const tensor = tensorOf(frames, pixels, model.manifest);
  const [whole, ready, bare]: [number[], number[], number[]] = [[], [], []];
  for (let run = -5; run < runs; run++) {
    const asked = { ...question, ...(volume ? { volume } : {}) };
    const analysed = (source: FrameSource) => async () => void (await analyze(asked, source, () => undefined));
    const madeReady = freshCopy(frames);
    await makeReady(asked, madeReady);
    const rivals = async () => void (await network.run(tensor));
    // whoever goes first in one run goes last in the next
    const turns = [
      [whole, analysed(freshCopy(frames))] as const,
      [ready, analysed(madeReady)] as const,
      [bare, rivals] as const,
    ];
    for (const [times, work] of run % 2 === 0 ? turns : turns.toReversed()) {
      const start = performance.now();
      await work();
      if (run >= 0) times.push(performance.now() - start);
    }
  }
  return { whole, ready, bare };
}

/** Median milliseconds of bare runs of a network, one after the other on all cores. */
export async function bareRunMs(model: ModelOnDisk): Promise<number> {
  const network = await loadModel(model, physicalCores());
  const grey = Uint8Array.from(drawChest(SIDE, SIDE), (value) => value >> 4);
  const { frames, pixels } = smallPicture(SIDE, SIDE, [grey]);
  const tensor = tensorOf(frames, pixels, model.manifest);
  const times: number[] = [];
  for (let run = -BARE_RUNS / 10; run < BARE_RUNS; run++) {
    const start = performance.now();
    await network.run(tensor);
    if (run >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[BARE_RUNS / 2] as number;
}

/** Frames that nobody has seen before, the same ones whenever they are asked for. */
function freshCopy(frames: readonly Frame[]): FrameSource {
  const copies = frames.map((frame) => ({ ...frame, values: frame.values.slice() }));
  return { frame: (_id, index) => Promise.resolve(copies[index] as Frame) };
}

/** The whole pipeline over the bare network, for classifiers and outlining networks. */
export async function overheadLines(rounds: number, models: readonly ModelOnDisk[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const model of models) {
    const wanted = WANTED[model.manifest.task as keyof typeof WANTED];
    const grey = Uint8Array.from(drawChest(SIDE, SIDE), (value) => value >> 4);
    const asked = { picture: smallPicture(SIDE, SIDE, [grey]), volume: null };
    const { whole, ready, bare } = await measureOverhead(model, asked, rounds * RUNS_A_ROUND);
    const rival = { name: 'bare session.run', milliseconds: bare };
    const name = `${model.manifest.id}, ${model.manifest.input.size.join(' × ')}`;
    const note = `film of ${SIDE} × ${SIDE} in memory`;
    lines.push(lineOf(`whole analysis, ${name}`, whole, { rival, wanted, note }));
    lines.push(lineOf(`the same, made ready before it was asked about`, ready, { rival, wanted, note }));
  }
  return lines;
}

function tensorOf(frames: readonly Frame[], pixels: PixelDescription, manifest: ModelManifest): PlainTensor {
  const decoded = {
    frames: frames.map((frame) => ({ frame, pixels })),
    place: { affine: null, spacingMm: null },
  };
  const { source } = sourceOf(decoded, manifest);
  const [rows, columns] = manifest.input.point?.cropPx ?? [];
  const crop = rows && columns ? cropAround(null, source.rows, source.columns, [rows, columns]) : null;
  return toTensor(prepareInput(source, manifest.input, crop).grid, manifest.input.layout);
}
