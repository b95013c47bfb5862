// Strokes on a disk that is filled while a person paints, and freed.
import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runsOf } from '../../../src-shared/annotation/mask-runs.ts';
import { toCoded } from '../../../src-shared/contract/coded.ts';
import { LESION, SIDE } from '../annotation/examples.ts';
import { film, importOf } from '../examples.ts';
import { CaseLog } from '../index.ts';
import { LAYER } from './stroke-plan.ts';

const disk = process.argv[2]!;
const ballast = path.join(disk, 'ballast');
const folder = path.join(disk, 'data');

function fill(): void {
  for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch {
      // full to this size
    }
  }
}

const log = new CaseLog({ workerFile: new URL('../worker.ts', import.meta.url) });
await log.open(folder);
const profileId = (await log.call('profile.open-reader', {})).profile!.id;
const description = film(1);
const small = { ...description, pixels: { ...description.pixels, rows: SIDE, columns: SIDE } };
const { caseId } = await log.call('instance.import', importOf(small));
await log.call('schema.keep', { schema: LESION });
const { id: datasetId } = await log.call('dataset.create', {
  ...{ name: 'Full', instructions: '', schema: { key: LESION.key, version: 1 }, blinded: false, readers: [] },
});
await log.call('dataset.add', { datasetId, caseIds: [caseId], items: 'stacks' });
const [item] = (await log.call('dataset.items', { datasetId, profileId, offset: 0, limit: 1 })).items;
const open = () => log.call('labelling.open', { itemId: item!.id, profileId });
const { labellingId } = await open();

/** Toggles the pixel of this number; the refusal's code, or the new revision. */
const stroke = (revision: number) => {
  const toggled = runsOf(Array.from({ length: SIDE * SIDE }, (_, i) => Number(i === revision % (SIDE * SIDE))));
  const pixels = { what: 'pixels' as const, layer: LAYER.uid, slice: 0, toggled };
  const made = { what: 'layer' as const, uid: LAYER.uid, before: null, after: LAYER };
  const step = { name: 'brush', changes: revision === 0 ? [made, pixels] : [pixels] };
  return log.call('labelling.step', { labellingId, profileId, revision, step }).then(
    (place) => place.revision,
    (thrown: unknown) => toCoded(thrown).code,
  );
};

await stroke(0);
fill();
// What fits into pages that the log holds already is still kept; then comes the refusal.
let kept = 1;
let answer = await stroke(kept);
while (typeof answer === 'number' && kept < 10_000) {
  kept = answer;
  answer = await stroke(kept);
}
rmSync(ballast);
const again = await stroke(kept);
await log.close();
const { notices } = await log.open(folder);
const { place, content, restored } = await open();
await log.close();
const painted = content.masks[0]!.runs.filter((_, i) => i % 2 === 1).reduce((sum, run) => sum + run, 0);
// every pixel in turn, so of n strokes each has n / 256, rounded one way or the other
const [rounds, rest] = [Math.floor(place.revision / SIDE ** 2), place.revision % SIDE ** 2];
const expected = rounds % 2 === 0 ? rest : SIDE ** 2 - rest;
console.log(
  JSON.stringify({ refused: answer, kept, again, expected, revision: place.revision, painted, restored, notices }),
);
