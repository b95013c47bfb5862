import type { ModelManifest } from '../../../src-shared/findings/manifest.ts';
import type { ActivationMap } from '../../../src-shared/findings/result.ts';
import type { Grid } from '../../../src-shared/pixels/grid.ts';
import type { Placement } from '../../../src-shared/pixels/prepare.ts';
import { mapOnSource } from '../activation-map.ts';
import { askNetwork, type Steps } from '../ask-network.ts';
import type { ExplainMethod } from '../calls.ts';
import type { LoadedModel } from '../session.ts';
import { decodeClassification } from '../tasks/classification.ts';
import type { Ask, Relevance } from './altered-picture.ts';
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
  readonly seen: {
    readonly grid: Grid;
    readonly placement: Placement;
    readonly rows: number;
    readonly columns: number;
  };
  readonly steps: Steps;
}): Promise<ActivationMap> {
  const plain = { ...manifest, testTime: [] };
  const ask: Ask = async (grid) => {
    const answers = await askNetwork(network, grid, plain, () => undefined);
    return decodeClassification(answers, plain).probabilities[label] as number;
  };
  const relevance = await METHODS[method](seen.grid, ask, steps);
  const faithful = await faithfulness(seen.grid, relevance, ask, steps);
  const { rows, columns, values } = relevance;
  const map = mapOnSource({ label, rows, columns, values: [...values] }, seen);
  return { ...map, method, faithfulness: faithful };
}
