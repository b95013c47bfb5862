import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { askProgram } from './contract.ts';
import { killTree } from './kill-tree.ts';
import { writePhantom } from './phantom.ts';
import { lookAt } from './photographs.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { writeModel } from './small-models.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');
const CASES = 6;
const MODEL = 'Small outliner-3d';
/** Where the screens are photographed; nowhere unless asked for. */
const LOOKS = process.env['SKIAGRAPH_BATCH_LOOKS'];

function writeCases(): string {
  const folder = freshFolder('batch');
  for (let i = 1; i <= CASES; i++) {
    // so large that a network is at work on it for a while
    writePhantom(path.join(folder, String(i)), i, 24, {
      '00100010': { vr: 'PN', value: `Batch^Number${i}` },
      '00100020': { vr: 'LO', value: `B-${i}` },
      '0020000D': { vr: 'UI', value: `2.25.77311.${i}` },
    });
  }
  return folder;
}

async function caseIds(program: Program) {
  return (await askProgram(program, 'worklist.page', { words: '', offset: 0, limit: 50 })).rows.map(
    ({ caseId }) => caseId,
  );
}

async function resultsOf(program: Program): Promise<number[]> {
  const opened = [];
  for (const caseId of await caseIds(program)) opened.push(await askProgram(program, 'case.open', { caseId }));
  return opened.map(({ results }) => results.length);
}

/** Starts the program with the slow model and the cases, and asks it about all of them from the worklist. */
async function batch(program: Program): Promise<void> {
  const { app, page } = program;
  for (const name of ['outliner-3d', 'classifier'] as const) {
    await chooseNext(app, [writeModel(freshFolder('model'), name, 'CT')]);
    expect((await askProgram(program, 'models.install', {})).model?.state).toBe('ready');
  }
  // the worklist hears of them when it is opened anew
  await page.reload();
  await chooseNext(app, [writeCases()]);
  await page.keyboard.press('Control+Shift+O');
  await expect.poll(async () => (await caseIds(program)).length, { timeout: 30_000 }).toBe(CASES);
  await page.keyboard.press('Control+1');
  const worklist = page.getByRole('row').filter({ hasText: 'Batch' });
  await expect(worklist).toHaveCount(CASES);
  const all = page.getByRole('checkbox', { name: t('worklist.choose-all', { count: CASES }) });
  await all.focus();
  await page.keyboard.press('Space');
  for (const row of await worklist.all()) await expect(row.getByRole('checkbox')).toBeChecked();
  const bar = page.getByRole('group', { name: t('worklist.batch') });
  await bar.getByRole('combobox', { name: t('worklist.batch-model') }).selectOption({ label: MODEL });
  await lookAt(program, 'batch-bar', LOOKS);
  await bar.getByRole('button', { name: t('worklist.batch-analyse'), exact: true }).click();
  await expect(page.getByText(new RegExp(`${CASES} analyses are queued`))).toBeVisible();
  await lookAt(program, 'batch-queued', LOOKS);
}

test('a person who opens a case that waits in a batch is answered before the batch goes on', async () => {
  test.setTimeout(120_000);
  const program = await startProgram();
  const { page } = program;
  await batch(program);
  // the one asked last
  await page.getByRole('row').filter({ hasText: 'Number1' }).dblclick();
  const findings = page.getByRole('complementary', { name: t('findings.title'), exact: true });
  const cancel = findings.getByRole('button', { name: t('findings.cancel-model', { model: MODEL }), exact: true });
  await expect(cancel).toBeVisible();
  const analyse = findings.getByRole('button', {
    name: t('findings.analyse-with', { model: 'Small classifier' }),
    exact: true,
  });
  await analyse.focus();
  await page.keyboard.press('Enter');
  await expect(findings.getByRole('article', { name: 'Small classifier', exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await expect(cancel).toBeVisible();
  // the keyboard is where it was, and goes on when the button is gone
  await cancel.focus();
  await page.keyboard.press('Enter');
  await expect(cancel).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('aside.findings') !== null)).toBe(true);
  await program.app.close();
});

test('a batch that a kill interrupted goes on by itself, and every case has one result', async () => {
  test.setTimeout(240_000);
  const dataFolder = freshFolder('batch-data');
  let program = await startProgram({ dataFolder });
  await batch(program);
  await expect
    .poll(async () => (await resultsOf(program)).reduce((sum, count) => sum + count, 0), { timeout: 60_000 })
    .toBeGreaterThan(0);
  const before = (await resultsOf(program)).reduce((sum, count) => sum + count, 0);
  const ended = new Promise((resolve) => program.app.process().once('exit', resolve));
  killTree(program.app.process().pid!);
  await ended;
  // the test can fail: something was left to do
  expect(before).toBeLessThan(CASES);

  program = await startProgram({ dataFolder });
  // what goes on is told, though it began before there was a page to hear of it
  const { questions } = await askProgram(program, 'analysis.queue', {});
  const jobs = program.page.getByRole('group', { name: t('shell.jobs') });
  if (questions.length > 1) await expect(jobs.getByRole('button', { name: /\banalys[ei]s waits?\b/ })).toBeVisible();
  await expect
    .poll(async () => await resultsOf(program), { timeout: 120_000 })
    .toEqual(Array.from({ length: CASES }, () => 1));
  await program.app.close();
  fs.rmSync(dataFolder, { recursive: true, force: true });
});
