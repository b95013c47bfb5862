import path from 'node:path';
import { expect } from '@playwright/test';
import { graveViolations } from './accessibility.ts';
import type { Program } from './program.ts';
import { wordsIn } from './words.ts';

const SIZES = [
  [1280, 720],
  [1920, 1080],
] as const;

/** Sizes the window's content to each of the usual screens, one after the other, and lets it be photographed there. */
async function onEveryScreen({ app, page }: Program, file: (width: number) => string): Promise<void> {
  for (const [width, height] of SIZES) {
    const size: [number, number] = [width, height];
    await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.setContentSize(...to), size);
    await page.waitForFunction(([wide, high]) => innerWidth === wide && innerHeight === high, size);
    await page.waitForTimeout(300);
    await page.screenshot({ path: file(width) });
  }
}

/**
 * Reads a screen for grave violations of accessibility, and photographs it in both languages and sizes; it is English afterwards.
 *
 * @param folder where the photographs go; undefined: nowhere, nobody wants to look
 * @param themes each chooses a theme and answers its name; null: as it is
 */
export async function lookAt(
  program: Program,
  name: string,
  folder: string | undefined,
  themes: readonly ((() => Promise<string>) | null)[] = [null],
): Promise<void> {
  const { page } = program;
  expect(await graveViolations(page, name)).toEqual([]);
  if (folder === undefined) return;
  const t = wordsIn('en');
  for (const language of ['zh', 'en'] as const) {
    await page.getByRole('button', { name: t(`shell.language-${language}`), exact: true }).click();
    for (const theme of themes) {
      const told = theme ? `-${await theme()}` : '';
      await onEveryScreen(program, (width) => path.join(folder, `${name}-${language}${told}-${width}.png`));
    }
  }
}
