// Opens a log on a disk that became read-only: after it was closed in order, and after its process was killed.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { toCoded } from '../../../src-shared/contract/coded.ts';
import { draft, film, importOf } from '../examples.ts';
import { CaseLog } from '../index.ts';

const disk = process.argv[2]!;
const workerFile = new URL('../worker.ts', import.meta.url);
const log = new CaseLog({ workerFile });
const folders = { closed: path.join(disk, 'closed'), killed: path.join(disk, 'killed') };

if (process.argv[3] === 'be-killed') {
  await log.open(folders.killed);
  await log.call('instance.import', importOf(film(1)));
  process.kill(process.pid, 'SIGKILL');
}

await log.open(folders.closed);
await log.call('instance.import', importOf(film(1)));
await log.close();
spawnSync(process.execPath, [import.meta.filename, disk, 'be-killed']);
mkdirSync(path.join(disk, 'empty'));
execFileSync('mount', ['-o', 'remount,ro', disk]);

const answers: Record<string, unknown> = {};
for (const name of ['closed', 'killed', 'empty', 'not-yet-there']) {
  const { storage, notices } = await log.open(path.join(disk, name));
  const coded = (thrown: unknown) => toCoded(thrown).code;
  const page = await log.call('worklist.page', { words: '', offset: 0, limit: 9, readFirst: false }).catch(coded);
  const listed = typeof page === 'string' ? page : page.total;
  const caseId = typeof page === 'string' ? (1 as never) : page.rows[0]!.caseId;
  const written = await log.call('draft.keep', { caseId, draft: draft('x') }).catch(coded);
  answers[name] = { storage, notices, listed, written };
}
await log.close();
console.log(JSON.stringify(answers));
