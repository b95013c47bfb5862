import { CodedError, toCoded } from '../../src-shared/contract/coded.ts';
import type { Inference } from '../inference/index.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './output.ts';
import type { Order } from './words.ts';

/** `models list`, `models show ID`, `models verify` (hash and self-test of every model; exit 1 when one fails). */
export async function models(
  inference: Inference,
  output: Output,
  order: Extract<Order, { command: 'models' }>,
): Promise<number> {
  const shelf = await inference.models();
  if (order.what === 'show') {
    const found = shelf.find(({ manifest, folder }) => (manifest?.id ?? folder) === order.model);
    if (!found) throw new CodedError('model-missing', { model: order.model });
    output.line({ type: 'model', ...found });
    return EXIT.DONE;
  }
  let refused = 0;
  for (const { folder, state, refusal, manifest } of shelf) {
    const line = {
      type: 'model' as const,
      id: manifest?.id ?? folder,
      version: manifest?.version ?? null,
      state,
      refusal,
    };
    if (order.what === 'list') {
      output.line(line);
      continue;
    }
    try {
      const test = await inference.selfTest(await inference.model(line.id));
      output.line({ ...line, selfTest: test });
    } catch (error) {
      refused += 1;
      output.line({ ...line, state: 'refused', refusal: toCoded(error) });
      output.fail(toCoded(error));
    }
  }
  output.line({ type: 'summary', models: shelf.length, refused });
  return refused > 0 ? EXIT.FAULT : EXIT.DONE;
}
