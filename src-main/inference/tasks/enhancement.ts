import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ModelOutput } from '../../../src-shared/findings/model-output.ts';
import type { Grid } from '../../../src-shared/pixels/grid.ts';
import { windowOf } from '../../../src-shared/pixels/picture-window.ts';
import type { Prepared, Source } from '../../../src-shared/pixels/prepare.ts';
import type { Answer } from '../ask-network.ts';

/** A picture of 16 bits, samples interleaved; `low` and `high`: what 0 and 65535 stand for. */
export interface EnhancedPicture {
  readonly rows: number;
  readonly columns: number;
  readonly samples: 1 | 3;
  readonly values: Uint16Array;
  readonly low: number;
  readonly high: number;
}

const WHITE = 65_535;

/**
 * The network's picture in the source's grid (times the output's scale), on the source's own scale of values: what a person
 * sees, 0–255, or modality values between the ends of the network's range; where that has none, between the smallest and the
 * largest value of the picture that was made. A grey source stays grey. The mean over the answers.
 */
export function enhancedPicture(
  answers: readonly Answer[],
  manifest: ModelManifest,
  { placement }: Prepared,
  source: Pick<Source, 'values'> & { readonly colour: boolean },
): EnhancedPicture {
  const output = manifest.outputs.find((each) => each.kind === 'image') as Extract<ModelOutput, { kind: 'image' }>;
  const grids = answers.map((answer) => answer.grids[output.name] as Grid);
  const [{ channels, rows: allRows, columns: allColumns }] = grids as [Grid];
  const { scale, black, white } = output;
  const part = {
    row: placement.region.row * scale,
    column: placement.region.column * scale,
    rows: placement.region.rows * scale,
    columns: placement.region.columns * scale,
  };
  const planes = Array.from({ length: channels }, (_, channel) => {
    const whole = meanChannel(grids, channel);
    return windowOf(whole, allRows, allColumns, part, { mode: 'edge', value: 0 });
  });
  const kept = source.colour ? planes : [greyOf(planes)];
  const { range } = placement;
  const valueOf = (raw: number) => range.low + ((raw - black) / (white - black)) * (range.high - range.low);
  // what a person sees is always 0–255, whatever part of it the network was given
  const [low, high] =
    source.values === 'presentation' ? [0, 255] : range.cut ? [range.low, range.high] : endsOf(kept, valueOf);
  const samples = kept.length === 3 ? 3 : 1;
  const values = new Uint16Array(part.rows * part.columns * samples);
  kept.slice(0, samples).forEach((plane, sample) => {
    plane.forEach((raw, i) => {
      const share = high > low ? (valueOf(raw) - low) / (high - low) : 0;
      values[i * samples + sample] = Math.round(Math.min(1, Math.max(0, share)) * WHITE);
    });
  });
  return { rows: part.rows, columns: part.columns, samples, values, low, high };
}

/** The smallest and the largest value of a picture. */
function endsOf(planes: readonly Float32Array[], valueOf: (raw: number) => number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const plane of planes) {
    for (const raw of plane) {
      const value = valueOf(raw);
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** A channel's mean over several grids; of one grid the channel itself. */
function meanChannel(grids: readonly Grid[], channel: number): Float32Array {
  const [{ rows, columns, values: first }] = grids as [Grid];
  const size = rows * columns;
  if (grids.length === 1) return first.subarray(channel * size, (channel + 1) * size);
  const mean = new Float32Array(size);
  for (const { values } of grids) {
    for (let i = 0; i < size; i++) {
      mean[i] = (mean[i] as number) + (values[channel * size + i] as number) / grids.length;
    }
  }
  return mean;
}

function greyOf(planes: readonly Float32Array[]): Float32Array {
  const [first, green, blue] = planes as [Float32Array, Float32Array?, Float32Array?];
  if (!green || !blue) return first;
  return first.map((red, i) => 0.299 * red + 0.587 * (green[i] as number) + 0.114 * (blue[i] as number));
}
