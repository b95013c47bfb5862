// Paints without end, takes a step back now and then, and prints what was acknowledged, until somebody kills it.
import { writeSync } from 'node:fs';
import { runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import type { ItemId } from '../../../src-shared/contract/ids.ts';
import { SIDE } from '../annotation/examples.ts';
import { CaseLog } from '../index.ts';
import { LAYER, strokeAt } from './stroke-plan.ts';

const [folder, item] = [process.argv[2]!, Number(process.argv[3]) as ItemId];
const log = new CaseLog({ workerFile: new URL('../worker.ts', import.meta.url), checkFirstBelow: Infinity });
const { storage } = await log.open(folder);
if (storage.state !== 'ready') throw new Error(JSON.stringify(storage));

const profileId = (await log.call('profile.open-reader', {})).profile!.id;
const { labellingId, place } = await log.call('labelling.open', { itemId: item, profileId });
for (let { revision } = place; ; revision++) {
  const plan = strokeAt(revision);
  const input = { labellingId, profileId, revision };
  if (plan === 'undo') await log.call('labelling.undo', input);
  else {
    const toggled = runsOf(Array.from({ length: SIDE * SIDE }, (_, i) => Number(i === plan)));
    const pixels = { what: 'pixels' as const, layer: LAYER.uid, slice: 0, toggled };
    const made = { what: 'layer' as const, uid: LAYER.uid, before: null, after: LAYER };
    const changes = revision === 0 ? [made, pixels] : [pixels];
    await log.call('labelling.step', { ...input, step: { name: 'brush', changes } });
  }
  // straight to the pipe: a line that was buffered would die with the process and promise nothing
  writeSync(1, `${JSON.stringify({ revision: revision + 1 })}\n`);
}
