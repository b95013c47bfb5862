// Writes without end and prints what was acknowledged, until somebody kills it.
import { writeSync } from 'node:fs';
import { draft, film, importOf, result, verdictOn } from '../examples.ts';
import { CaseLog } from '../index.ts';

const [folder, first] = [process.argv[2]!, Number(process.argv[3])];
const log = new CaseLog({
  workerFile: new URL('../worker.ts', import.meta.url),
  // it writes from the first moment on, however large the log has grown
  checkFirstBelow: Infinity,
});
const { storage } = await log.open(folder);
if (storage.state !== 'ready') throw new Error(JSON.stringify(storage));

for (let n = first; ; n++) {
  const { caseId, instanceId } = await log.call('instance.import', importOf(film(n)));
  tell({ caseId });
  const { id: resultId } = await log.call('result.add', { caseId, result: result(instanceId) });
  tell({ caseId, resultId });
  const { id: judgementId } = await log.call('judgement.add', verdictOn(resultId, `word ${n}`));
  tell({ caseId, resultId, judgementId });
  await log.call('draft.keep', { caseId, draft: draft(`typed ${n}`) });
  tell({ caseId, resultId, judgementId, typed: `typed ${n}` });
}

/** Straight to the pipe: a line that was buffered would die with the process and promise nothing. */
function tell(acknowledged: object): void {
  writeSync(1, `${JSON.stringify(acknowledged)}\n`);
}
