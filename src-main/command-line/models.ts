import { CodedError, LONGEST_DETAIL, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { ShelfModel } from '../../src-shared/contract/records.ts';
import { nameOf, type Inference } from '../inference/index.ts';
import { EXIT, isInputFault, isModelsFault } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { Order, WantedModel } from './words.ts';

type ModelsOrder = Extract<Order, { command: 'models' }>;

/**
 * `models list`, `models show ID`, `models verify [ID]` (graph and self-test; exit 2 when a model fails, 1 when a fault of ours
 * is among the reasons), `models install FOLDER`, `models remove ID`. An ID may name a version: `chest@1.0.0`. Exit 4 when interrupted.
 */
export async function models(
  inference: Inference,
  output: Output,
  order: ModelsOrder,
  signal: AbortSignal,
): Promise<number> {
  // what an installation has not finished is cleared away by the next one
  const interrupted = new Promise<number>((resolve) => {
    if (signal.aborted) resolve(EXIT.CANCELLED);
    signal.addEventListener('abort', () => resolve(EXIT.CANCELLED), { once: true });
  });
  return Promise.race([carryOut(inference, output, order), interrupted]);
}

async function carryOut(inference: Inference, output: Output, order: ModelsOrder): Promise<number> {
  switch (order.what) {
    case 'list': {
      const shelf = await inference.models();
      for (const model of shelf) output.line({ type: 'model', ...shortly(model) });
      output.line({ type: 'summary', models: shelf.length, refused: shelf.filter(isRefused).length });
      return EXIT.DONE;
    }
    case 'show':
      return show(inference, output, order.model);
    case 'remove':
      return remove(inference, output, order.model);
    case 'verify':
      return verify(inference, output, order.model);
    case 'install': {
      let installed: ShelfModel;
      try {
        installed = await inference.installModel(order.folder);
      } catch (error) {
        const coded = toCoded(error);
        output.fail(coded);
        return isToBlame(coded) ? EXIT.UNREADABLE : EXIT.FAULT;
      }
      output.line({ type: 'model', ...shortly(installed), selfTest: installed.verification });
      output.line({ type: 'summary', models: 1, refused: 0 });
      return EXIT.DONE;
    }
  }
}

/** Whether a model is to blame: its files, its numbers, or that it broke off, never ended or took its process along. */
function isToBlame({ code }: Coded): boolean {
  return isInputFault(code) || isModelsFault(code) || code === 'model-crashed';
}

const isRefused = ({ state }: ShelfModel) => state === 'refused';

function shortly(model: ShelfModel) {
  const { source, state, refusal } = model;
  return { ...nameOf(model), source, state, refusal };
}

/** Models of a name; without a version the newest that is not refused stands first. Errors: `model-missing`. */
async function called(inference: Inference, { id, version }: WantedModel): Promise<ShelfModel[]> {
  const found = (await inference.models()).filter((model) => {
    const name = nameOf(model);
    return name.id === id && (version === undefined || name.version === version);
  });
  if (found.length === 0) {
    throw new CodedError('model-missing', { model: version === undefined ? id : `${id}@${version}` });
  }
  const rank = ({ state }: ShelfModel) => ['ready', 'not-verified', 'superseded', 'refused'].indexOf(state);
  return found.sort((a, b) => rank(a) - rank(b));
}

async function show(inference: Inference, output: Output, wanted: WantedModel): Promise<number> {
  const [found] = (await called(inference, wanted)) as [ShelfModel, ...ShelfModel[]];
  const { card, graph, refusal } = await inference.showModel(found.key);
  output.line({ type: 'model', ...found, refusal: found.refusal ?? refusal, graph, card });
  return EXIT.DONE;
}

/** Removes what the user installed: one version, or the only one that there is. */
async function remove(inference: Inference, output: Output, wanted: WantedModel): Promise<number> {
  const found = await called(inference, wanted);
  const own = found.filter(({ source }) => source === 'user');
  if (own.length > 1) {
    const versions = own.map((each) => `${wanted.id}@${nameOf(each).version ?? '?'}`).join(' | ');
    throw new CodedError('usage-wrong', {
      problem: `models remove ${wanted.id} (${versions})`.slice(0, LONGEST_DETAIL),
    });
  }
  const [model] = (own.length > 0 ? own : found) as [ShelfModel];
  await inference.removeModel(model.key);
  output.line({ type: 'summary', models: 0, refused: 0, removed: 1 });
  return EXIT.DONE;
}

async function verify(inference: Inference, output: Output, wanted: WantedModel | null): Promise<number> {
  const all = wanted ? await called(inference, wanted) : await inference.models();
  const reasons: Coded[] = [];
  for (const { key } of all) {
    const model = await inference.verifyModel(key);
    output.line({ type: 'model', ...shortly(model), selfTest: model.verification });
    if (!model.refusal) continue;
    reasons.push(model.refusal);
    output.fail(model.refusal);
  }
  output.line({ type: 'summary', models: all.length, refused: reasons.length });
  if (reasons.length === 0) return EXIT.DONE;
  return reasons.every(isToBlame) ? EXIT.UNREADABLE : EXIT.FAULT;
}
