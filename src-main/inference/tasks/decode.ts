import type { AnalysisResult } from '../../../src-shared/findings/result.ts';
import { newGrid, type Grid } from '../../../src-shared/pixels/grid.ts';
import { movesSlices, reorderedGrid, undoing, type Reordering } from '../../../src-shared/pixels/patient-axes.ts';
import type { LabelMask } from '../../../src-shared/pixels/outline.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import type { Prepared, Source } from '../../../src-shared/pixels/prepare.ts';
import { scaledPixels } from '../../../src-shared/measuring/region-scale.ts';
import { activationMapOf, reorderedMap } from '../activation-map.ts';
import type { Answer, Steps } from '../ask-network.ts';
import type { AskedQuestion } from '../calls.ts';
import { explain } from '../explain/explain.ts';
import { enhancedFile, mapPicture, maskPicture, probabilityPicture, type MadePicture } from '../made-pictures.ts';
import type { ReadSource } from '../read-source.ts';
import type { LoadedModel } from '../session.ts';
import { anomalyMap, decodeAnomaly } from './anomaly.ts';
import { decodeClassification } from './classification.ts';
import { enhancedPicture } from './enhancement.ts';
import {
  frameOf,
  maskOutputOf,
  outlineOf,
  probabilitiesOnSource,
  segmentsByFrame,
  segmentsOf,
  spreadOfAnswers,
} from './segmentation.ts';

type Manifest = AskedQuestion['model']['manifest'];

/** A picture, or one slice of a stack, with what was prepared of it and what the network said. */
export interface Piece {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly answers: readonly Answer[];
}

/** What a task says, beyond what every result has. */
export type Word = Pick<AnalysisResult, 'verdict'> &
  Partial<Pick<AnalysisResult, 'operatingPoint' | 'probabilities' | 'segments' | 'anomaly' | 'uncertainty' | 'map'>> & {
    readonly pictures?: MadePicture[];
  };

/**
 * What a network's answers say of a question, by its task; the maps and pictures that come with it. Errors:
 * `model-output-invalid`, and those of the runs that a map asks for.
 */
export async function decodeWord(
  asked: AskedQuestion,
  network: LoadedModel,
  read: ReadSource,
  pieces: readonly Piece[],
  steps: Steps,
): Promise<Word> {
  const { manifest } = asked.model;
  const [{ prepared, answers }] = pieces as [Piece];
  const { source, reordering } = read;
  const size = { slices: source.slices.length, rows: source.rows, columns: source.columns };
  const back = reordering && undoing(reordering);
  switch (manifest.task) {
    case 'classification':
    case 'sequence': {
      const { headline, ...word } = decodeClassification(answers, manifest);
      // one map for all slices says nothing of slices that lie across them
      if (back && movesSlices(back)) return { ...word, map: null };
      const seen = { ...prepared, rows: source.rows, columns: source.columns };
      if (asked.explain && asked.explain !== 'activation') {
        const { explain: method } = asked;
        const map = await explain({ method, network, manifest, label: headline, seen, steps });
        return { ...word, map: reorderedMap(map, back) };
      }
      const wanted = asked.withPictures !== false;
      const map = wanted ? activationMapOf(answers[0] as Answer, manifest, headline, seen) : null;
      return { ...word, map: map && reorderedMap(map, back) };
    }
    case 'segmentation':
      return outlined(asked, read, pieces, size, back);
    case 'enhancement': {
      if (asked.withPictures === false) return { verdict: 'stated' };
      const picture = enhancedPicture(answers, manifest, prepared, { values: source.values, colour: read.colour });
      return { verdict: 'stated', pictures: [await enhancedFile(picture)] };
    }
    case 'anomaly': {
      const word = decodeAnomaly(answers, manifest, prepared);
      if (asked.withPictures === false) return word;
      const seen = anomalyMap(answers[0] as Answer, manifest, prepared, size);
      const map = seen && back ? reorderedGrid(seen, back) : seen;
      return { ...word, pictures: map ? [await mapPicture(map, 'anomaly', { affine: null, spacingMm: null })] : [] };
    }
  }
}

async function outlined(
  asked: AskedQuestion,
  { place }: ReadSource,
  pieces: readonly Piece[],
  size: Omit<Grid, 'values' | 'channels'>,
  back: Reordering | null,
): Promise<Word> {
  const { model, pixels, withProbabilities, withPictures = true } = asked;
  const { manifest } = model;
  const labels = maskOutputOf(manifest).labels.map(({ id }) => id);
  const seen = stackedProbabilities(pieces, manifest, labels.length, size);
  // steps after it, areas and files are of the slices that the file has
  const probabilities = back ? reorderedGrid(seen, back) : seen;
  // whoever answers numbers of labels knows no probabilities
  const probable = maskOutputOf(manifest).activation !== 'index';
  const wanted = probable && withPictures && (size.slices === 1 || withProbabilities === true);
  // files shrink on other threads meanwhile
  const maps = wanted ? labels.map((label, channel) => probabilityPicture(probabilities, channel, label, place)) : [];
  const [first] = pieces as [Piece];
  const inTime =
    manifest.input.kind === 'frame' && size.slices > 1 && place.spacingMm === null && place.affine === null;
  const outlineIn = (grid: Grid) => outlineOf(grid, manifest, first.answers[0] as Answer);
  const mask = inTime ? outlinedByFrame(probabilities, outlineIn) : outlineIn(probabilities);
  const masks = withPictures ? [maskPicture(mask, labels, place)] : [];
  const [only] = pieces as [Piece];
  const uncertainty = pieces.length === 1 ? spreadOfAnswers(only.answers, manifest, only.prepared, size) : undefined;
  return {
    verdict: 'stated',
    segments: inTime
      ? segmentsByFrame(probabilities, mask, manifest, pixelAreaOf(asked), scaledPixels(pixels))
      : segmentsOf(probabilities, mask, manifest, place, size.slices === 1 ? scaledPixels(pixels) : null),
    ...(uncertainty ? { uncertainty } : {}),
    pictures: await Promise.all([...masks, ...maps]),
  };
}

/** The steps of an outline join what touches: in time nothing does. */
function outlinedByFrame(probabilities: Grid, outlineIn: (grid: Grid) => LabelMask): LabelMask {
  const { slices, rows, columns } = probabilities;
  const plane = rows * columns;
  const values = new Uint8Array(slices * plane);
  for (let frame = 0; frame < slices; frame++) {
    values.set(outlineIn(frameOf(probabilities, frame)).values, frame * plane);
  }
  return { values, slices, rows, columns };
}

/** What a pixel measures in mm², where it is the same in all frames; null: nobody knows. */
function pixelAreaOf({ volume, pixels }: AskedQuestion): number | null {
  const areas = (volume?.slices ?? []).map(({ instance, frame }) => {
    const { rowMm, columnMm, provenance } = pixelsOfFrame(volume?.instances[instance]?.pixels ?? pixels, frame).spacing;
    return rowMm === null || columnMm === null || provenance === 'none' ? null : rowMm * columnMm;
  });
  const [first = null] = areas;
  return areas.every((area) => area === first) ? first : null;
}

function stackedProbabilities(
  pieces: readonly Piece[],
  manifest: Manifest,
  labels: number,
  size: Omit<Grid, 'values' | 'channels'>,
): Grid {
  const of = ({ answers, prepared, source }: Piece) =>
    probabilitiesOnSource(answers, manifest, prepared, { ...size, slices: source.slices.length });
  if (pieces.length === 1) return of(pieces[0] as Piece);
  const all = newGrid(labels, size.slices, size.rows, size.columns);
  const plane = size.rows * size.columns;
  pieces.forEach((piece, slice) => {
    const own = of(piece);
    for (let label = 0; label < labels; label++) {
      all.values.set(own.values.subarray(label * plane, (label + 1) * plane), (label * size.slices + slice) * plane);
    }
  });
  return all;
}
