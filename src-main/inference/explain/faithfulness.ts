import type { ActivationMap } from '../../../src-shared/findings/result.ts';
import type { Grid } from '../../../src-shared/pixels/grid.ts';
import { upsampleBilinear } from '../../../src-shared/pixels/upsample.ts';
import type { Steps } from '../ask-network.ts';
import { blurred, emptied, mixed, type Ask, type Relevance } from './altered-picture.ts';
import { seededRandom } from './random.ts';

const STEPS = 16;
const RANDOM_ORDERS = 3;

/**
 * Whether a map means something (Petsiuk, Das and Saenko 2018, BMVC): mean probability of the label while the picture's
 * places are blanked out from the most relevant on (deletion: the lower the better), and while they come back into a blurred
 * picture in that order (insertion: the higher the better). The same with the map's numbers shuffled, for comparison.
 */
export async function faithfulness(
  grid: Grid,
  relevance: Relevance,
  ask: Ask,
  steps: Steps,
): Promise<NonNullable<ActivationMap['faithfulness']>> {
  const of = (1 + RANDOM_ORDERS) * 2 * (STEPS + 1);
  let done = 0;
  const step = () => steps(++done, of);
  const blank = emptied(grid);
  const soft = blurred(grid, Math.max(1, Math.round(Math.min(grid.rows, grid.columns) / 16)));
  const scores = async (map: Relevance) => {
    const order = orderOf(map, grid);
    return {
      deletion: await curve(order, false, (kept) => ask(mixed(grid, blank, kept)), step),
      insertion: await curve(order, true, (kept) => ask(mixed(grid, soft, kept)), step),
    };
  };
  const own = await scores(relevance);
  const random = seededRandom(3);
  let [randomDeletion, randomInsertion] = [0, 0];
  for (let i = 0; i < RANDOM_ORDERS; i++) {
    const { deletion, insertion } = await scores({ ...relevance, values: shuffled(relevance.values, random) });
    randomDeletion += deletion / RANDOM_ORDERS;
    randomInsertion += insertion / RANDOM_ORDERS;
  }
  return { ...own, randomDeletion, randomInsertion };
}

/** Pixels from the most relevant to the least. */
function orderOf({ rows, columns, values }: Relevance, grid: Grid): Uint32Array {
  const fine = upsampleBilinear(values, rows, columns, grid.rows, grid.columns);
  return Uint32Array.from(fine.keys()).sort((a, b) => (fine[b] as number) - (fine[a] as number));
}

async function curve(
  order: Uint32Array,
  appear: boolean,
  ask: (kept: Float32Array) => Promise<number>,
  step: () => void,
): Promise<number> {
  const kept = new Float32Array(order.length).fill(appear ? 0 : 1);
  let area = 0;
  let before = 0;
  for (let i = 0; i <= STEPS; i++) {
    const [from, to] = [Math.round(((i - 1) / STEPS) * order.length), Math.round((i / STEPS) * order.length)];
    for (let at = Math.max(0, from); at < to; at++) kept[order[at] as number] = appear ? 1 : 0;
    const probability = await ask(kept);
    if (i > 0) area += (before + probability) / 2 / STEPS;
    before = probability;
    step();
  }
  return Math.min(1, area);
}

function shuffled(values: Float32Array, random: () => number): Float32Array {
  const out = values.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as number, out[i] as number];
  }
  return out;
}
