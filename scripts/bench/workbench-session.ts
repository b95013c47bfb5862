import type { ElectronApplication, Page } from 'playwright';
import { environment, PROGRAM, SWITCHES, type Surroundings } from './surroundings.ts';

/** The page's window with what is noted in it. */
type NotingWindow = Window & { benchStrokes: number[] };

/** Moves within a stroke, and how far apart they are: CSS pixels. */
const MOVES = 40;
const STEP = 5;
/** A person looks at a case for longer; the next one is read meanwhile. */
const PERSON_MS = 2500;

/** The built program's workbench on a dataset of pictures, driven by a real pointer and timed inside its page. */
export class WorkbenchSession {
  readonly #app: ElectronApplication;
  readonly #page: Page;

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.#page = page;
  }

  /** Starts on a fresh data folder, imports a folder of pictures, makes a dataset of them and opens its first item. */
  static async start(pictures: string, dataFolder: string, surroundings: Surroundings): Promise<WorkbenchSession> {
    const { _electron } = await import('playwright');
    const launch = () =>
      _electron.launch({
        executablePath: surroundings.electron,
        args: [...SWITCHES, PROGRAM, `--data-folder=${dataFolder}`, '--lang=en'],
        env: environment(surroundings),
        timeout: 30_000,
      });
    const app = await launch().catch(launch);
    const page = await app.firstWindow();
    await page.locator('.worklist').waitFor();
    await app.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
      },
      [pictures],
    );
    await page.evaluate(async () => {
      const { onEvent, call } = window.skiagraph;
      const done = new Promise<number[]>((resolve) => {
        onEvent((name, payload) => {
          const progress = payload as { state: string; caseIds: number[] };
          if (name === 'import.progress' && progress.state === 'done') resolve(progress.caseIds);
        });
      });
      await call('import.choose', { kind: 'folder' });
      const caseIds = await done;
      await call('datasets.create', {
        ...{ name: 'Bench', instructions: '', schema: { key: 'breast-lesion', version: 1 }, blinded: true },
        ...{ readers: [], caseIds, items: 'stacks' },
      });
    });
    await page.keyboard.press('Control+6');
    await page.getByRole('button', { name: /^Bench/ }).click();
    await page.getByRole('row').first().waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('[data-item] [data-part="zoom"]').first().waitFor();
    await page.evaluate(() => {
      const noting = window as unknown as NotingWindow;
      noting.benchStrokes = [];
      // from the pointer's own time to the task after the frame that shows it
      const note = ({ buttons, timeStamp }: PointerEvent) => {
        if (buttons === 0) return;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => noting.benchStrokes.push(performance.now() - timeStamp);
          port2.postMessage(null);
        });
      };
      addEventListener('pointermove', note, true);
    });
    await page.waitForTimeout(PERSON_MS);
    return new WorkbenchSession(app, page);
  }

  /** Draws a stroke; milliseconds from each of the pointer's moves until it was painted. */
  async stroke(number: number): Promise<number[]> {
    const page = this.#page;
    const box = (await page.locator('[data-item] .stage').last().boundingBox())!;
    const [x, y] = [box.x + box.width / 2 - (MOVES * STEP) / 2, box.y + box.height / 2 - 80 + ((number * 17) % 160)];
    await page.evaluate(() => void ((window as unknown as NotingWindow).benchStrokes = []));
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= MOVES; i++) await page.mouse.move(x + i * STEP, y + Math.sin(i / 3) * 30);
    await page.mouse.up();
    await page.waitForTimeout(200);
    return page.evaluate(() => (window as unknown as NotingWindow).benchStrokes);
  }

  /** Undoes the last step; milliseconds until the labels on the screen have changed. */
  async undo(): Promise<number> {
    return this.#page.evaluate(async () => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-labels]')!;
      const covered = () => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let i = 3; i < data.length; i += 16) if (data[i]! > 0) count++;
        return count;
      };
      const before = covered();
      const start = performance.now();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true }));
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        if (covered() !== before) return now - start;
        if (now - start > 10_000) throw new Error('nothing was undone');
      }
    });
  }

  /** Goes to the next case after a person's look at this one; milliseconds until its picture is on the screen. */
  async next(): Promise<number> {
    await this.#page.waitForTimeout(PERSON_MS);
    return this.#page.evaluate(async () => {
      const item = () => document.querySelector('[data-item]')?.getAttribute('data-item');
      const before = item();
      const start = performance.now();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown' }));
      for (;;) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const now = performance.now();
        if (item() !== before && document.querySelector('[data-item] [data-part="zoom"]')) return now - start;
        if (now - start > 10_000) throw new Error('the next case did not come');
      }
    });
  }

  async end(): Promise<void> {
    await this.#app.close();
  }
}
