import type { OpenCase } from '../../src-shared/contract/records.ts';
import { suitabilityOf } from '../../src-shared/findings/suitability.ts';
import type { Inference, ModelOnDisk, Question } from '../inference/index.ts';

/** More pictures than a film study has are a stack, of which nobody knows which one will be asked about. */
const FILMS = 4;
const MODELS = 3;

/**
 * What a person who looks at a study of a few films will probably ask: the networks that suit each film by what its file says.
 * Nothing for a larger study, and nothing of networks that wait for a click or read whole stacks.
 */
export async function likelyQuestions(
  inference: Pick<Inference, 'models' | 'model'>,
  { series }: Pick<OpenCase, 'series'>,
): Promise<(Question & { model: ModelOnDisk })[]> {
  const instances = series.flatMap((one) => one.instances);
  if (instances.length > FILMS) return [];
  const manifests = (await inference.models()).flatMap(({ state, manifest }) => {
    const quick = manifest?.input.kind === 'frame' && !manifest.input.point;
    return state === 'ready' && manifest && quick ? [manifest] : [];
  });
  const questions: (Question & { model: ModelOnDisk })[] = [];
  for (const { id, description } of instances) {
    const { gate, pixels } = description;
    if (pixels.frames > 1) continue;
    const fitting = manifests.filter(({ input }) => suitabilityOf(gate, input).against.length === 0).slice(0, MODELS);
    for (const manifest of fitting) {
      const model = await inference.model(manifest.id, manifest.version);
      questions.push({ model, instanceId: id, frame: 0, pixels, gate, insist: false });
    }
  }
  return questions;
}
