import { expect, test } from '@playwright/test';
import path from 'node:path';
import type { AnalysisResult } from '../src-shared/findings/result.ts';
import { askProgram } from './contract.ts';
import { writePhantom } from './phantom.ts';
import { chooseNext, freshFolder, startProgram } from './program.ts';
import { writeModel } from './small-models.ts';
import { wordsIn } from './words.ts';

const t = wordsIn('en');

/** Patients whose pictures have a grey that no other's has: a network says something else of each. */
const PATIENTS = [
  { name: 'Alpha', center: 40 },
  { name: 'Bravo', center: 160 },
  { name: 'Charlie', center: -60 },
  { name: 'Delta', center: 260 },
];
const SWITCHES = 200;
const MODEL = 'Small classifier';

interface Wrong {
  readonly bar: string;
  readonly what: string;
}

type Said = Pick<AnalysisResult, 'probabilities' | 'map'> & { pixelSha256: string; instanceId: number };

const saidBy = ({ probabilities, map, input }: AnalysisResult): Said => ({
  probabilities,
  map,
  pixelSha256: input.pixelSha256,
  instanceId: input.instanceId,
});

test('200 case switches while networks run never show or store a number or map with another patient', async () => {
  test.setTimeout(300_000);
  const folder = freshFolder('patients');
  PATIENTS.forEach(({ name, center }, i) => {
    writePhantom(path.join(folder, name), i + 1, 1, {
      '00100010': { vr: 'PN', value: `${name}^Phantom` },
      '00100020': { vr: 'LO', value: `P-${name}` },
      '0020000D': { vr: 'UI', value: `2.25.77311.${i + 1}` },
      '00281050': { vr: 'DS', value: String(center) },
    });
  });
  const program = await startProgram();
  const { app, page } = program;
  await chooseNext(app, [writeModel(freshFolder('model'), 'classifier', 'CT')]);
  expect((await askProgram(program, 'models.install', {})).model?.state).toBe('ready');
  await chooseNext(app, [folder]);
  await page.keyboard.press('Control+Shift+O');

  // in peace each patient is asked about once: that is the truth
  const findings = page.getByRole('complementary', { name: t('findings.title'), exact: true });
  const analyse = findings.getByRole('button', { name: t('findings.analyse-with', { model: MODEL }), exact: true });
  const shown: Record<string, string> = {};
  for (const { name } of PATIENTS) {
    await page.keyboard.press('Control+1');
    await page.getByRole('row').filter({ hasText: name }).dblclick();
    await expect(page.locator('.stage').first()).toContainText(name);
    await analyse.click();
    const card = findings.getByRole('article', { name: MODEL, exact: true });
    const bars = card.getByRole('list', { name: t('findings.bars') });
    await expect(bars).toBeVisible({ timeout: 30_000 });
    shown[name] = (await bars.textContent())!.replace(/\s+/g, ' ').trim();
  }
  const { rows } = await askProgram(program, 'worklist.page', { words: '', offset: 0, limit: 10 });
  const cases = await Promise.all(rows.map(({ caseId }) => askProgram(program, 'case.open', { caseId })));
  const truth = new Map(cases.map(({ caseId, results }) => [caseId, saidBy(results[0]!.result)]));
  // the test can fail: no two patients are told the same
  expect(new Set(Object.values(shown)).size).toBe(PATIENTS.length);
  expect(new Set([...truth.values()].map(({ instanceId }) => instanceId)).size).toBe(PATIENTS.length);

  // looks at every frame that the page draws
  await page.evaluate(
    ({ patients, shown, model, list }) => {
      const seen = { frames: 0, numbers: 0, wrong: [] as Wrong[] };
      Object.assign(window, { seen });
      const look = () => {
        seen.frames += 1;
        const bar = document.querySelector('[role="group"] strong')?.textContent ?? '';
        const now = patients.find(({ name }) => bar.includes(name));
        for (const bars of document.querySelectorAll(
          `aside.findings article[aria-label="${model}"] ul[aria-label="${list}"]`,
        )) {
          const numbers = (bars.textContent ?? '').replace(/\s+/g, ' ').trim();
          seen.numbers += 1;
          if (numbers !== shown[now?.name ?? '']) seen.wrong.push({ bar, what: numbers });
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { patients: PATIENTS, shown, model: MODEL, list: t('findings.bars') },
  );

  let seed = 11;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  let asked = PATIENTS.length;
  for (let i = 0; i < SWITCHES; i++) {
    await page.keyboard.press(random() < 0.7 ? 'Control+Tab' : 'Control+Shift+Tab');
    if (i % 9 === 4) {
      await page.keyboard.press('Control+1');
      await page.keyboard.press('Control+2');
    }
    // from at once to long enough for the case and its numbers
    await page.waitForTimeout(Math.round(random() ** 2 * 400));
    if (random() < 0.5) {
      // whatever case is there at this moment is asked about, without a look
      const clicked = await page.evaluate(
        (labels) => {
          const buttons = labels.map((label) => `aside.findings button[aria-label="${label}"]`);
          const button = document.querySelector<HTMLButtonElement>(buttons.join(', '));
          if (!button || button.disabled) return false;
          button.click();
          return true;
        },
        [t('findings.analyse-with', { model: MODEL }), t('findings.again-with', { model: MODEL })],
      );
      if (clicked) asked += 1;
    }
  }
  const results = async () => {
    const opened = await Promise.all(rows.map(({ caseId }) => askProgram(program, 'case.open', { caseId })));
    return opened.flatMap(({ caseId, results: own }) => own.map(({ result }) => ({ caseId, said: saidBy(result) })));
  };
  await expect.poll(async () => (await results()).length, { timeout: 60_000 }).toBe(asked);
  expect(asked).toBeGreaterThan(PATIENTS.length + 20);
  for (const { caseId, said } of await results()) expect(said).toEqual(truth.get(caseId));
  const seen = await page.evaluate(
    () => (window as unknown as { seen: { frames: number; numbers: number; wrong: Wrong[] } }).seen,
  );
  expect(seen.wrong).toEqual([]);
  expect(seen.numbers).toBeGreaterThan(50);
  await app.close();
});
