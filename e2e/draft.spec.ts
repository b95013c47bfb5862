import { expect, test } from '@playwright/test';
import { startProgram } from './program.ts';

test('what was typed into a report is there after looking at the film again, and after a restart', async () => {
  const { app, page, dataFolder } = await startProgram();
  await page.getByRole('button', { name: 'Chest film' }).click();
  await expect(page.getByRole('button', { name: /^Analyse: Pneumonia/ })).toBeVisible();
  const findings = page.getByRole('textbox', { name: 'Findings' });
  const room = (name: string) => page.getByRole('navigation').getByRole('button', { name }).first();
  await room('Report').click();
  await findings.fill('First thought.');
  await room('Viewer').click();
  await expect(page.getByRole('button', { name: /^Analyse: Pneumonia/ })).toBeVisible();
  await room('Report').click();
  await expect(findings).toHaveValue('First thought.');
  await findings.fill('First thought. Second thought.');
  await app.close();

  const again = await startProgram({ dataFolder });
  await again.page.getByRole('row', { name: /Sample/ }).click();
  await again.page.getByRole('navigation').getByRole('button', { name: 'Report' }).first().click();
  await expect(again.page.getByRole('textbox', { name: 'Findings' })).toHaveValue('First thought. Second thought.');
  await again.app.close();
});
