import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import { file, node, port, tensor } from '../src-main/inference/onnx/onnx-file.fixture.ts';
import { manifestFor, meanModel, putModel } from '../src-main/inference/registry/model-folder.fixture.ts';
import { graveViolations } from './accessibility.ts';
import { chooseNext, commandLine, freshFolder, startProgram, type Program } from './program.ts';

const folder = freshFolder('models');
const good = putModel(path.join(folder, 'good'), manifestFor(meanModel()));

/** A folder with a hostile network. */
function hostile(name: string, bytes: Uint8Array): string {
  return putModel(path.join(folder, name), manifestFor(bytes, { id: name }), bytes);
}

const square = [port('x', [1, 1, 8, 8])];
const size = tensor({ name: 's', dims: [1], ints: [2_000_000_000] });
const eightGigabytes = hostile(
  'eight-gigabytes',
  file({ nodes: [node({ op: 'ConstantOfShape', in: ['s'] })], inputs: square, tensors: [size] }),
);

test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test.describe('models on the command line', () => {
  const data = path.join(folder, 'data');
  const models = (...words: string[]) => commandLine(['models', ...words, '--data-folder', data]);

  test('a folder is installed, shown and verified, and a second time refused', () => {
    const installed = models('install', good);
    expect(installed.status, installed.stderr).toBe(0);
    expect(installed.lines[0]).toMatchObject({ type: 'model', id: 'mean', state: 'ready', source: 'user' });
    expect(installed.lines[0]?.['selfTest'].largestDifference).toBeLessThan(1e-5);
    expect(models('list').lines).toContainEqual(expect.objectContaining({ id: 'mean', state: 'ready' }));
    expect(models('show', 'mean@1.0.0').lines[0]).toMatchObject({ graph: { nodes: 2, opset: 17 } });
    expect(models('verify', 'mean').status).toBe(0);
    const again = models('install', good);
    expect(again.status).toBe(2);
    expect(again.lines[0]).toMatchObject({ type: 'error', code: 'model-installed-already' });
  });

  for (const [code, source] of Object.entries({
    'onnx-memory-limit': eightGigabytes,
    'onnx-op-not-allowed': hostile('py-op', file({ nodes: [node({ op: 'PyOp', in: ['x'] })], inputs: square })),
    'onnx-corrupt': hostile('cut', meanModel().slice(0, 60)),
    'model-folder-missing': path.join(folder, 'nowhere'),
  })) {
    test(`a folder is refused with exit 2 and leaves nothing: ${code}`, () => {
      const run = models('install', source);
      expect(run.status).toBe(2);
      expect(run.lines[0]).toMatchObject({ type: 'error', code });
      expect(fs.readdirSync(path.join(data, 'models')).filter((name) => name.startsWith('.'))).toEqual([]);
    });
  }
});

test.describe('models on the screen', () => {
  let program: Program;
  test.beforeAll(async () => {
    program = await startProgram();
    await program.page.getByRole('navigation').getByRole('button', { name: 'Models' }).click();
  });
  test.afterAll(() => program.app.close());

  const card = (name: string) => program.page.getByRole('article', { name });
  const listed = (name: string) => program.page.getByRole('option', { name });

  test('that ship with the program are tested on this machine when somebody first looks', async () => {
    await listed('Pneumonia').click();
    await expect(card('Pneumonia').getByText('Self-test passed')).toBeVisible({ timeout: 60_000 });
    await expect(card('Pneumonia').getByText('AI ready')).toBeVisible();
  });

  test('are found by what is typed, and walked through by keyboard', async () => {
    const { page } = program;
    await page.keyboard.press('/');
    await page.keyboard.type('dx chest');
    const options = page.getByRole('option');
    await expect(options.filter({ hasText: 'Adrenal' })).toHaveCount(0);
    const names = await options.locator('.title').allTextContents();
    expect(names.length).toBeGreaterThan(2);
    await page.keyboard.press('Enter');
    await page.keyboard.press('End');
    await expect(card(names.at(-1)!)).toBeVisible();
    await page.keyboard.press('ArrowUp');
    await expect(card(names.at(-2)!)).toBeVisible();
    await page.getByRole('textbox', { name: 'Filter by name' }).fill('nothing like that');
    await expect(page.getByText('No model matches what is typed.')).toBeVisible();
    expect(await graveViolations(page, 'models, nothing found')).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(options.filter({ hasText: 'Adrenal' })).toHaveCount(1);
  });

  test('a hostile one is refused in place, and the next good one is installed, shown and removed', async () => {
    const { page } = program;
    await chooseNext(program.app, [eightGigabytes]);
    await page.getByRole('button', { name: 'Install…' }).click();
    await expect(page.getByRole('alert')).toContainText('needs too much memory');

    await chooseNext(program.app, [
      putModel(path.join(folder, 'titled'), manifestFor(meanModel(), { title: { en: 'Mean grey', zh: '平均灰度' } })),
    ]);
    await page.getByRole('button', { name: 'Install…' }).click();
    await expect(card('Mean grey').getByText('AI ready')).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('alert')).toHaveCount(0);

    await card('Mean grey').getByText('Card and file').click();
    await expect(card('Mean grey').getByText('2 nodes')).toBeVisible({ timeout: 30_000 });
    expect(await graveViolations(page, 'models')).toEqual([]);

    await card('Mean grey').getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(card('Mean grey')).toHaveCount(0);
    expect(program.said).toEqual([]);
  });
});
