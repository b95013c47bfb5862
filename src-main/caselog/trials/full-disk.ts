// A session on a disk that is filled while it works, freed, filled again and opened anew.
import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { toCoded } from '../../../src-shared/contract/coded.ts';
import { draft, film, importOf, result } from '../examples.ts';
import { CaseLog } from '../index.ts';

const disk = process.argv[2]!;
const ballast = path.join(disk, 'ballast');
const folder = path.join(disk, 'data');
const workerFile = new URL('../worker.ts', import.meta.url);

function fill(): void {
  for (let bytes = 1 << 20; bytes >= 1; bytes >>= 1) {
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(bytes));
    } catch {
      // full to this size
    }
  }
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'kept',
    (thrown: unknown) => toCoded(thrown).code,
  );

const log = new CaseLog({ workerFile });
await log.open(folder);
const { caseId, instanceId } = await log.call('instance.import', importOf(film(1)));
let kept = 0;
fill();
// What fits into pages that the log holds already is still kept; then comes the refusal.
let refused = 'kept';
for (; refused === 'kept' && kept < 10_000; kept++) {
  refused = await codeOf(log.call('result.add', { caseId, result: result(instanceId) }));
}
kept -= 1;
const draftWhenFull = await codeOf(log.call('draft.keep', { caseId, draft: draft('x'.repeat(20_000)) }));
const importWhenFull = await codeOf(log.call('instance.import', importOf(film(2))));
const whileFull = await log.call('case.get', { caseId });

rmSync(ballast);
const draftWhenFreed = await codeOf(log.call('draft.keep', { caseId, draft: draft('typed on') }));
const afterwards = await log.call('case.get', { caseId });
await log.close();

fill();
const { storage: openedWhenFull } = await log.open(folder);
const listedWhenFull = (await log.call('worklist.page', { words: '', offset: 0, limit: 9, readFirst: false })).total;
rmSync(ballast);
const { storage: openedWhenFreed } = await log.open(folder);
await log.close();

const emptyDisk = path.join(disk, 'second');
fill();
const { storage: createdWhenFull } = await log.open(emptyDisk);
rmSync(ballast);
const { storage: createdWhenFreed } = await log.open(emptyDisk);
await log.close();

console.log(
  JSON.stringify({
    ...{ refused, draftWhenFull, importWhenFull, draftWhenFreed },
    lostWhenFull: kept - whileFull.results.length,
    lostAfterwards: kept - afterwards.results.length,
    draft: afterwards.draft?.findings,
    ...{ openedWhenFull, listedWhenFull, openedWhenFreed, createdWhenFull, createdWhenFreed },
  }),
);
