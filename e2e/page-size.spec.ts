import { expect, test } from '@playwright/test';
import { startProgram } from './program.ts';

test('the page is made larger and smaller by keys and in the settings, and is as large again after a restart', async () => {
  const program = await startProgram();
  const { page } = program;
  const width = () => page.evaluate(() => innerWidth);
  const usual = await width();
  await page.keyboard.press('Control++');
  await expect.poll(width).toBeLessThan(usual);
  expect(Math.abs((await width()) - usual / 1.1)).toBeLessThan(2);
  await page.keyboard.press('Control+0');
  await expect.poll(width).toBe(usual);
  await page.keyboard.press('Control+-');
  await expect.poll(width).toBeGreaterThan(usual);

  await page.keyboard.press('Control+,');
  const size = page.getByRole('combobox', { name: 'Size of the page' });
  await expect(size).toHaveValue('0.9');
  await size.selectOption({ label: '150 %' });
  await expect.poll(async () => Math.abs((await width()) - usual / 1.5)).toBeLessThan(2);
  await program.app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await expect.poll(() => again.page.evaluate(() => innerWidth)).toBeLessThan(usual * 0.7);
  await again.app.close();
});

test('the page is as large as its screen asks for, although the last screen asked for another size', async () => {
  const program = await startProgram();
  const usual = await program.page.evaluate(() => innerWidth);
  await program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(1.5));
  await expect.poll(() => program.page.evaluate(() => innerWidth)).toBeLessThan(usual * 0.7);
  await program.app.close();

  const again = await startProgram({ dataFolder: program.dataFolder });
  await expect.poll(() => again.page.evaluate(() => innerWidth)).toBe(usual);
  await again.app.close();
});
