import { expect, type Locator, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import type { CallInput, CallName, CallOutput } from '../src-shared/contract/table.ts';
import manifest from '../models/chest-xr-pneumonia/manifest.json' with { type: 'json' };
import { graveViolations } from './accessibility.ts';
import { askProgram } from './contract.ts';
import { chooseNext, freshFolder, startProgram, type Program } from './program.ts';
import { wordsIn, type Language, type Words } from './words.ts';

type Theme = 'dark' | 'light';
type Room = 'worklist' | 'viewer' | 'report' | 'models' | 'settings';

const SCREENSHOTS = path.join(import.meta.dirname, '..', 'test-output', 'screenshots');
const WIDE = [1920, 1080] as const;
const NARROW = [1280, 720] as const;
/** Chromium on its own graphics driver, where there is no graphics card: not the page's words. */
const OF_THE_DRIVER = /GL Driver Message|Automatic fallback to software WebGL/;
/** What takes longer says how far it is, however slow the machine draws. */
const LONG_MS = 400;
/** Off where the story only has to be lived through once more. */
const LOOKING = process.env['SKIAGRAPH_STORY_LOOKS'] !== 'off';

/** A person at the program, in one language: what they do, and what was seen and said on the way. */
export class Story {
  readonly language: Language;
  readonly t: Words;
  readonly other: Words;
  /** Where the films lie. */
  readonly folder = freshFolder('films');
  readonly dataFolder = freshFolder('story');
  /** Everything that the page wrote to its console, over all starts, but for what the machine's drawing says of itself. */
  readonly said: string[] = [];
  /** What axe-core found on the screens that were looked at. */
  readonly barriers: string[] = [];
  #program: Program | undefined;

  constructor(language: Language) {
    this.language = language;
    this.t = wordsIn(language);
    this.other = wordsIn(language === 'en' ? 'zh' : 'en');
  }

  get page(): Page {
    if (!this.#program) throw new Error('the program is not running');
    return this.#program.page;
  }

  /** Folder of the signed pages. */
  get reports(): string {
    return path.join(this.dataFolder, 'reports');
  }

  async start(): Promise<void> {
    this.#program = await startProgram({ dataFolder: this.dataFolder });
    await this.resize(WIDE);
  }

  /** Quits as a person does; what the page said until then is kept. */
  async quit(): Promise<void> {
    if (!this.#program) return;
    this.said.push(...this.#program.said.filter((line) => !OF_THE_DRIVER.test(line)));
    await this.#program.app.close();
    this.#program = undefined;
  }

  /** Ends the story and takes its folders away. */
  async end(): Promise<void> {
    await this.quit();
    for (const folder of [this.folder, this.dataFolder]) fs.rmSync(folder, { recursive: true, force: true });
  }

  /** Calls the contract as the page does; throws the code of a failure as an error. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return askProgram(this, name, input);
  }

  /** The case on the screen, as the program knows it. */
  async openCase(): Promise<CallOutput<'case.open'>> {
    const { rows } = await this.call('worklist.page', { words: '', offset: 0, limit: 1 });
    return this.call('case.open', { caseId: rows[0]!.caseId });
  }

  button(key: string, within: Page | Locator = this.page): Locator {
    return within.getByRole('button', { name: this.t(key), exact: true });
  }

  field(key: string): Locator {
    return this.page.getByRole('textbox', { name: this.t(key), exact: true });
  }

  get findings(): Locator {
    return this.page.getByRole('complementary', { name: this.t('findings.title'), exact: true });
  }

  async goTo(room: Room): Promise<void> {
    const rail = this.page.getByRole('navigation', { name: this.t('shell.rooms') });
    await this.button(`shell.room-${room}`, rail).click();
    await expect(this.button(`shell.room-${room}`, rail)).toHaveAttribute('aria-current', 'page');
  }

  /** Switches to a language with its button in the status bar. */
  async speak(language: Language): Promise<void> {
    await this.button(`shell.language-${language}`).click();
    await expect(this.page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
  }

  /** Chooses files in the open dialog of the worklist and waits until the one case is on the stage. */
  async open(files: string[]): Promise<void> {
    await this.goTo('worklist');
    await chooseNext(this.#program!.app, files);
    await this.button('worklist.open-files').click();
    await this.pictureShown();
  }

  async pictureShown(): Promise<void> {
    await expect(this.page.locator('[data-shown]')).toBeVisible();
  }

  /** Asks the network that looks for pneumonia and waits for the end; unless that comes at once, its progress must have been seen. */
  async analyse(): Promise<void> {
    const watching = await this.page.evaluateHandle(() => {
      const start = performance.now();
      let seen = false;
      const watcher = new MutationObserver(() => {
        seen ||= document.querySelector('aside [role="progressbar"]') !== null;
      });
      watcher.observe(document.body, { childList: true, subtree: true });
      const ended = new Promise<{ ms: number; seen: boolean }>((resolve) => {
        window.skiagraph.onEvent((name) => {
          if (name !== 'analysis.end') return;
          watcher.disconnect();
          resolve({ ms: performance.now() - start, seen });
        });
      });
      return { ended };
    });
    const name = this.t('findings.analyse-with', { model: manifest.title[this.language] });
    await this.findings.getByRole('button', { name, exact: true }).click();
    const { ms, seen } = await watching.evaluate(({ ended }) => ended);
    expect(seen || ms < LONG_MS, `progress after ${ms} ms`).toBe(true);
    await expect(this.findings.getByRole('progressbar')).toHaveCount(0);
  }

  /** Presses Sign, checks whose report it is, and confirms. */
  async sign(patient: string, signer: string): Promise<void> {
    await this.button('report.sign.button').click();
    const dialog = this.page.getByRole('dialog', { name: this.t('report.sign.title') });
    await expect(dialog).toContainText(patient);
    await expect(dialog).toContainText(signer);
    await this.button('report.sign.confirm', dialog).click();
    await expect(dialog).toBeHidden();
    await expect(this.page.getByText(this.t('report.signed.locked'))).toBeVisible();
  }

  /** Runs a command by its words in the palette. */
  async command(words: string): Promise<void> {
    await this.page.keyboard.press('Control+K');
    const field = this.page.getByRole('combobox', { name: this.t('shell.palette-hint') });
    await field.fill(words);
    await this.page.keyboard.press('Enter');
    await expect(field).toBeHidden();
  }

  async wear(theme: Theme): Promise<void> {
    if (!LOOKING) return;
    await this.command(this.t(`shell.do-${theme}`));
    await expect(this.page.locator('html')).toHaveAttribute('data-theme', theme);
  }

  /**
   * Photographs the screen and has axe-core read it: dark and wide, with `everyDress` also light and on a small screen.
   */
  async look(name: string, { everyDress = false } = {}): Promise<void> {
    if (!LOOKING) return;
    await this.#photograph(name, 'dark', WIDE);
    if (!everyDress) return;
    await this.resize(NARROW);
    await this.#photograph(name, 'dark', NARROW);
    await this.resize(WIDE);
    await this.wear('light');
    await this.#photograph(name, 'light', WIDE);
    await this.wear('dark');
  }

  async resize([width, height]: readonly [number, number]): Promise<void> {
    await this.#program!.app.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]!.setContentSize(...size),
      [width, height] as [number, number],
    );
    await this.page.waitForFunction((size) => innerWidth === size[0] && innerHeight === size[1], [width, height]);
  }

  async #photograph(name: string, theme: Theme, [width, height]: readonly [number, number]): Promise<void> {
    const screen = `${this.language}-${theme}-${width}x${height}-${name}`;
    // no tooltip, no hover; pictures that are still on their way arrive first
    await this.page.mouse.move(0, 0);
    await this.page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    await this.page.screenshot({ path: path.join(SCREENSHOTS, `${screen}.png`), animations: 'disabled' });
    this.barriers.push(...(await graveViolations(this.page, screen)));
  }
}
