import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { CaseId, ResultId } from '../src-shared/contract/ids.ts';
import { killTree } from './kill-tree.ts';
import { ELECTRON, freshFolder, ROOT, SANDBOX_SWITCH, startProgram, type Program } from './program.ts';
import { writeFilm, writeSmallFilm } from './story-films.ts';
import { askProgram, importAll } from './contract.ts';
import { workUntilKilled, type Promised, type Work } from './kill-work.ts';

const KILLS = 24;
/** Cases that can be signed: more than are signed before the last kill. */
const CASES = 40;
const LONGEST_WAIT_MS = 900;

test('killing the program at any moment of the story loses no judgement and no signed report', async () => {
  test.setTimeout(300_000);
  const seed = Number(process.env['SKIAGRAPH_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`SKIAGRAPH_SEED=${seed}`);
  const random = seeded(seed);
  const dataFolder = freshFolder('kill');
  const films = freshFolder('kill-films');
  const promised: Promised = { judgements: [], reports: [], draft: 0, rounds: 0 };

  let program = await startProgram({ dataFolder });
  const work = await prepare(program, films);
  for (let kill = 0; kill < KILLS; kill++) {
    // every third time within the very step that follows a kept promise, else whenever it happens to be
    const moment =
      kill % 3 === 0
        ? { afterPromises: 1 + Math.floor(random() * 12) }
        : { afterMs: Math.floor(random() * LONGEST_WAIT_MS) };
    await workUntilKilled(program, work, promised, moment);
    program = await startProgram({ dataFolder });
    await expectKept(program, work, promised, `kill ${kill + 1}, ${JSON.stringify(moment)}, seed ${seed}`);
  }
  expect(promised.judgements.length).toBeGreaterThan(KILLS);
  expect(promised.reports.length).toBeGreaterThan(KILLS / 2);
  await program.app.close();
  console.log(
    `${KILLS} kills; ${promised.judgements.length} judgements and ${promised.reports.length} signed reports, none lost`,
  );
  for (const folder of [dataFolder, films]) fs.rmSync(folder, { recursive: true, force: true });
});

test('killing the program while it starts, again and again, leaves it able to start', async () => {
  test.setTimeout(120_000);
  const random = seeded(20_261_121);
  const dataFolder = freshFolder('kill-start');
  for (let kill = 0; kill < 6; kill++) {
    const starting = spawn(ELECTRON, [...SANDBOX_SWITCH, ROOT, `--data-folder=${dataFolder}`], { stdio: 'ignore' });
    const ended = once(starting, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 1200));
    killTree(starting.pid!);
    await ended;
  }
  const program = await startProgram({ dataFolder });
  expect((await askProgram(program, 'app.state', {})).storage.state).toBe('ready');
  await program.app.close();
  fs.rmSync(dataFolder, { recursive: true, force: true });
});

/** Imports what the story needs: a film with a result to judge, and cases to sign. */
async function prepare(program: Program, folder: string): Promise<Work> {
  const film = writeFilm(path.join(folder, 'judged.dcm'), person(0));
  await importAll(program, [film]);
  await expect.poll(async () => (await cases(program)).length).toBe(1);
  const judged = (await cases(program))[0]!;
  const opened = await askProgram(program, 'case.open', { caseId: judged });
  await program.page.getByRole('button', { name: /^Analyse: Pneumonia/ }).click();
  let resultId: ResultId | undefined;
  await expect
    .poll(async () => (resultId = (await askProgram(program, 'case.open', { caseId: judged })).results[0]?.id))
    .toBeDefined();
  const small = Array.from({ length: CASES }, (_, index) =>
    writeSmallFilm(path.join(folder, `${index + 1}.dcm`), person(index + 1)),
  );
  await importAll(program, small);
  await expect.poll(async () => (await cases(program)).length).toBe(CASES + 1);
  const others = (await cases(program)).filter((caseId) => caseId !== judged);
  return {
    judged,
    resultId: resultId!,
    instanceId: opened.series[0]!.instances[0]!.id,
    drafted: others[0]!,
    toSign: others.slice(1),
  };
}

/** Everything promised is there, every report has its page, and the log can be written. */
async function expectKept(program: Program, work: Work, promised: Promised, when: string): Promise<void> {
  const state = await askProgram(program, 'app.state', {});
  expect(state.storage.state, when).toBe('ready');

  const judged = await askProgram(program, 'case.open', { caseId: work.judged });
  const judgements = new Map(judged.judgements.map(({ id, comment }) => [id as number, comment]));
  for (const { id, comment } of promised.judgements) expect(judgements.get(id), when).toBe(comment);

  const drafted = await askProgram(program, 'case.open', { caseId: work.drafted });
  expect(Number(drafted.draft?.findings ?? 0), when).toBeGreaterThanOrEqual(promised.draft);

  const reports = new Map<number, { pdfName: string; pdfSha256: string }>();
  for (const caseId of await cases(program)) {
    for (const report of (await askProgram(program, 'case.open', { caseId })).reports) reports.set(report.id, report);
  }
  for (const { id, pdfSha256 } of promised.reports) expect(reports.get(id)?.pdfSha256, when).toBe(pdfSha256);
  for (const { pdfName, pdfSha256 } of reports.values()) {
    const page = fs.readFileSync(path.join(program.dataFolder, 'reports', pdfName));
    expect(createHash('sha256').update(page).digest('hex'), `${pdfName}, ${when}`).toBe(pdfSha256);
  }
}

async function cases(program: Program): Promise<CaseId[]> {
  const { rows } = await askProgram(program, 'worklist.page', { words: '', offset: 0, limit: 200 });
  return rows.map(({ caseId }) => caseId);
}

function person(number: number) {
  return { name: `Kill^Case${number}`, shown: '', id: `KILL-${number}`, root: `2.25.2718281${number}` };
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
