import { expect, test, type Page } from '@playwright/test';
import fs from 'node:fs';
import { askProgram } from './contract.ts';
import { writeColourFilm } from './films.ts';
import { killTree } from './kill-tree.ts';
import { lookAt } from './photographs.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { writeModel } from './small-models.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');
const MODEL = 'Small classifier';
/** Where the screens are photographed; nowhere unless asked for. */
const LOOKS = process.env['SKIAGRAPH_UNANSWERED_LOOKS'];

const findingsOf = (page: Page) => page.getByRole('complementary', { name: t('findings.title'), exact: true });
const failed = (page: Page) =>
  findingsOf(page).getByRole('region', { name: t('findings.failed-model', { model: MODEL }), exact: true });
const look = (program: Program, name: string) => lookAt(program, name, LOOKS);

test('a question that failed stands in its case after the program was killed, until it is answered', async () => {
  test.setTimeout(120_000);
  const dataFolder = freshFolder('unanswered-data');
  const film = writeColourFilm(freshFolder('picture'));

  let program = await startProgram({ dataFolder });
  await chooseNext(program.app, [writeModel(freshFolder('model'), 'classifier', 'OT')]);
  await askProgram(program, 'models.install', {});
  await chooseNext(program.app, [film]);
  await program.page.keyboard.press('Control+O');
  await expect(program.page.locator('[data-shown]')).toBeVisible();
  await program.app.close();

  // the stick is pulled out
  fs.renameSync(film, `${film}.away`);
  program = await startProgram({ dataFolder });
  const rows = async () => (await askProgram(program, 'worklist.page', { words: '', offset: 0, limit: 9 })).rows;
  const [row] = await rows();
  const modelId = (await askProgram(program, 'models.list', {})).models.flatMap(({ manifest }) =>
    manifest?.title.en === MODEL ? [manifest.id] : [],
  )[0]!;
  const question = { instanceId: row!.firstInstanceId, frame: 0, modelId, insist: false };
  await askProgram(program, 'analysis.start', question);
  await expect.poll(async () => (await rows())[0]?.unanswered?.code, { timeout: 30_000 }).toBe('source-gone');
  const ended = new Promise((resolve) => program.app.process().once('exit', resolve));
  killTree(program.app.process().pid!);
  await ended;

  program = await startProgram({ dataFolder });
  const { page } = program;
  await expect(page.getByText(t('worklist.no-answer'))).toBeVisible();
  await look(program, 'worklist');
  await page.getByRole('button', { name: t('shell.language-en'), exact: true }).click();
  await page.getByRole('row').filter({ hasText: 'colour.png' }).dblclick();
  await expect(failed(page)).toContainText(t('errors.source-gone'));
  await look(program, 'panel');
  await page.getByRole('button', { name: t('shell.language-en'), exact: true }).click();

  // it fails again, and is told once
  const again = failed(page).getByRole('button', { name: t('findings.failed-again-model', { model: MODEL }) });
  await again.click();
  const told = async () => (await askProgram(program, 'case.open', { caseId: row!.caseId })).unanswered ?? [];
  await expect.poll(async () => (await told()).map(({ id }) => id), { timeout: 30_000 }).toEqual([2]);
  await expect(failed(page)).toHaveCount(1);

  // what a person has taken note of is not told any more, all that failed for that reason at once
  await askProgram(program, 'analysis.start', { ...question, explain: 'rise' });
  await expect(failed(page)).toContainText(t('findings.failed-count', { count: 2 }), { timeout: 30_000 });
  await failed(page)
    .getByRole('button', { name: t('findings.failed-dismiss-model', { model: MODEL }) })
    .click();
  await expect(failed(page)).toHaveCount(0);
  expect((await rows())[0]).not.toHaveProperty('unanswered');

  // the stick is back
  await askProgram(program, 'analysis.start', question);
  await expect(failed(page)).toBeVisible({ timeout: 30_000 });
  fs.renameSync(`${film}.away`, film);
  await again.click();
  await expect(findingsOf(page).getByRole('article', { name: MODEL, exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(failed(page)).toHaveCount(0);
  expect((await rows())[0]).not.toHaveProperty('unanswered');
  await program.app.close();
  fs.rmSync(dataFolder, { recursive: true, force: true });
});
