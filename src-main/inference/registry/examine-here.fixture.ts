import type { ModelOnDisk } from '../calls.ts';
import { examine, tryOn } from '../examine.ts';

/** Examines a model in this process, with every provider that the runtime offers. */
export async function examineHere(model: ModelOnDisk, threads: number) {
  const { offered, ...found } = await examine({ model, threads });
  const providers = await Promise.all(offered.map((each) => tryOn({ model, threads, offered: each })));
  return { ...found, providers };
}
