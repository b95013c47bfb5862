import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ActivationMap } from '../../../src-shared/findings/result.ts';
import type { Grid } from '../../../src-shared/pixels/grid.ts';
import type { Placement } from '../../../src-shared/pixels/prepare.ts';
import { cutTile } from '../../../src-shared/pixels/tiles.ts';
import { mapOnSource } from '../activation-map.ts';
import { askNetwork, type Steps } from '../ask-network.ts';
import type { ExplainMethod } from '../calls.ts';
import type { LoadedModel } from '../session.ts';
import { decodeClassification } from '../tasks/classification.ts';
import { withPicture, type Ask, type Relevance } from './altered-picture.ts';
import { faithfulness } from './faithfulness.ts';
import { lime } from './lime.ts';
import { occlusion } from './occlusion.ts';
import { rise } from './rise.ts';

const METHODS: Record<
  Exclude<ExplainMethod, 'activation'>,
  (grid: Grid, ask: Ask, steps: Steps) => Promise<Relevance>
> = {
  occlusion: (grid, ask, steps) => occlusion(grid, ask, steps),
  rise: (grid, ask, steps) => rise(grid, ask, steps),
  lime: (grid, ask, steps) => lime(grid, ask, steps),
};

/**
 * A map of a label's calibrated probability for any network that gives one, by asking it again about changed pictures, with
 * how faithful the map proved. Errors: those of the network's runs.
 */
export async function explain({
  method,
  network,
  manifest,
  label,
  seen,
  steps,
}: {
  readonly method: Exclude<ExplainMethod, 'activation'>;
  readonly network: LoadedModel;
  readonly manifest: ModelManifest;
  readonly label: string;
  readonly seen: SeenPicture;
  readonly steps: Steps;
}): Promise<ActivationMap> {
  const plain = { ...manifest, testTime: [] };
  const ask: Ask = async (grid) => {
    const answers = await askNetwork(network, grid, plain, () => undefined);
    return decodeClassification(answers, plain).probabilities[label] as number;
  };
  return mapOfPicture({ method, ask, label, seen, steps });
}

/** What a network saw: its input, where the picture lies in it, and the picture's size. */
interface SeenPicture {
  readonly grid: Grid;
  readonly placement: Placement;
  readonly rows: number;
  readonly columns: number;
}

/**
 * A map of the picture alone: what is changed, and what its places are compared with, is the part of the input in which it lies.
 * What fills the rest is as it was in every question, or cells would lie half on it.
 */
export async function mapOfPicture({
  method,
  ask,
  label,
  seen,
  steps,
}: {
  readonly method: Exclude<ExplainMethod, 'activation'>;
  readonly ask: Ask;
  readonly label: string;
  readonly seen: SeenPicture;
  readonly steps: Steps;
}): Promise<ActivationMap> {
  const { grid, placement } = seen;
  const { region } = placement;
  const picture = cutTile(grid, [0, region.row, region.column], [grid.slices, region.rows, region.columns]);
  const askChanged: Ask = (changed) => ask(withPicture(grid, changed, region));
  const relevance = await METHODS[method](picture, askChanged, steps);
  const faithful = await faithfulness(picture, relevance, askChanged, steps);
  const { rows, columns, values } = relevance;
  const alone = { ...seen, grid: picture, placement: { ...placement, region: { ...region, row: 0, column: 0 } } };
  const map = mapOnSource({ label, rows, columns, values: [...values] }, alone);
  return { ...map, method, faithfulness: faithful };
}
