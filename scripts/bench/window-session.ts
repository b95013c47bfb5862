import type { ElectronApplication, Page } from 'playwright';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { BenchFilm } from './films.ts';
import { environment, PROGRAM, SWITCHES, type Surroundings } from './surroundings.ts';

/** Moments of an analysis in the window, milliseconds after the click. */
export interface Analysis {
  /** Until the result was drawn. */
  readonly totalMs: number;
  /** When main's words reached the page. */
  readonly events: Readonly<Record<string, number>>;
  readonly result: Pick<AnalysisResult, 'timingsMs' | 'probabilities' | 'provider'>;
}

/** The page's window with what is added to it for timing. */
type TimedWindow = Window & {
  /** Resolves with the time (`performance.now`) at which a condition held and its frame was made. */
  benchWhen: (holds: () => boolean) => Promise<number>;
  /** The first picture of the case that was opened last. */
  benchPicture: () => Promise<{ instanceId: number }>;
  /** Resolves with the next event of a name that holds. */
  benchEvent: (name: string, holds: (payload: Record<string, unknown>) => boolean) => Promise<Record<string, unknown>>;
  /** Resolves with the end of the next analysis. */
  benchEnd: () => Promise<Record<string, unknown>>;
};

/** A person chooses a file, or looks at a film, for longer. */
const PERSON_MS = 2500;

/** The built program with its window, driven from outside and timed inside its page. */
export class WindowSession {
  readonly #app: ElectronApplication;
  readonly #page: Page;

  private constructor(app: ElectronApplication, page: Page) {
    this.#app = app;
    this.#page = page;
  }

  /** Starts it on a data folder and waits for the worklist. */
  static async start(dataFolder: string, surroundings: Surroundings): Promise<WindowSession> {
    const { _electron } = await import('playwright');
    const launch = () =>
      _electron.launch({
        executablePath: surroundings.electron,
        args: [...SWITCHES, PROGRAM, `--data-folder=${dataFolder}`, '--lang=en'],
        env: environment(surroundings),
        timeout: 30_000,
      });
    // a GPU process that dies at the wrong moment leaves the driver waiting for ever; it hardly does so twice
    const app = await launch().catch(launch);
    const page = await app.firstWindow();
    await page.locator('.worklist').waitFor();
    await page.evaluate(() => {
      const timed = window as unknown as TimedWindow;
      timed.benchEvent = (wanted, holds) =>
        new Promise((resolve) => {
          let following = true;
          window.skiagraph.onEvent((name, payload) => {
            if (!following || name !== wanted || !holds(payload as never)) return;
            following = false;
            resolve(payload as never);
          });
        });
      timed.benchEnd = () => timed.benchEvent('analysis.end', () => true);
      timed.benchPicture = async () => {
        const call = async (name: string, input: object) => {
          const answer = (await window.skiagraph.call(name as never, input as never)) as never as { value: never };
          return answer.value;
        };
        const page = { words: '', offset: 0, limit: 1 };
        const { rows } = (await call('worklist.page', page)) as { rows: { firstInstanceId: number }[] };
        return { instanceId: rows[0]!.firstInstanceId };
      };
      timed.benchWhen = (holds) =>
        new Promise((resolve) => {
          const look = () => {
            if (!holds()) return;
            observer.disconnect();
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => resolve(performance.now());
              port2.postMessage(null);
            });
          };
          const observer = new MutationObserver(look);
          observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
          look();
        });
    });
    const session = new WindowSession(app, page);
    await session.pause();
    return session;
  }

  /** As long as a person looks before the next click: what the program does meanwhile is done. */
  async pause(): Promise<void> {
    await this.#page.waitForTimeout(PERSON_MS);
  }

  /** Milliseconds from the dialog's answer until the film was drawn in the viewer, its name on it. */
  async open({ file, mark }: BenchFilm): Promise<number> {
    await this.#app.evaluate(
      ({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
      },
      [file],
    );
    return this.#page.evaluate(async (wanted) => {
      const start = performance.now();
      void window.skiagraph.call('import.choose', { kind: 'files' });
      const end = await (window as unknown as TimedWindow).benchWhen(() => {
        const words = [...document.querySelectorAll('.corner')].map((corner) => corner.textContent);
        // the zoom is written when the picture was drawn
        return words.some((text) => text.includes(wanted)) && document.querySelector('[data-part="zoom"]') !== null;
      });
      return end - start;
    }, mark);
  }

  /** Clicks “Analyse” for the film on the stage, which was not asked about before. */
  async analyze(): Promise<Analysis> {
    const button = this.#page.getByRole('button', { name: /^Analyse: Pneumonia/ });
    await button.and(this.#page.locator(':enabled')).waitFor();
    const timed = await button.evaluate(async (element: HTMLButtonElement) => {
      const events: Record<string, number> = {};
      const start = performance.now();
      let following = true;
      let ended: { caseId: number } | undefined;
      window.skiagraph.onEvent((name, payload) => {
        if (!following || !name.startsWith('analysis.')) return;
        const { stage, outcome, caseId } = payload as { stage?: string; outcome?: string; caseId: number };
        events[stage ?? outcome ?? name] = performance.now() - start;
        if (outcome) ended = { caseId };
      });
      element.click();
      const end = await (window as unknown as TimedWindow).benchWhen(
        () => document.querySelector('article .figure') !== null,
      );
      following = false;
      const answer = (await window.skiagraph.call('case.open', { caseId: ended!.caseId })) as never as {
        value: { results: { result: unknown }[] };
      };
      return { totalMs: end - start, events, result: answer.value.results.at(-1)?.result };
    });
    return timed as Analysis;
  }

  /**
   * Milliseconds of bare runs of the network in a process of the same kind: the program's own inference process, started
   * once more and asked for nothing else. Each run comes after a pause, as in an analysis: the runtime's threads sleep.
   */
  async rawRuns(model: { file: string; manifest: unknown }, threads: number, runs: number): Promise<number[]> {
    const entry = `${PROGRAM}/dist/main/inference.cjs`;
    return this.#app.evaluate(
      async ({ utilityProcess }, { entry, model, threads, runs }) => {
        const child = utilityProcess.fork(entry, [], { env: {} });
        const rawRun = (rounds: number) =>
          new Promise<number[]>((resolve, reject) => {
            child.once('message', (reply: { kind: string; value: { runMs: number[] } }) => {
              if (reply.kind === 'done') resolve(reply.value.runMs);
              else reject(new Error('the bare run failed'));
            });
            child.postMessage({ id: 1, name: 'raw-run', input: { model, threads, rounds } });
          });
        // the first runs still allocate
        await rawRun(10);
        const milliseconds: number[] = [];
        for (let run = 0; run < runs; run++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          milliseconds.push(...(await rawRun(1)));
        }
        child.kill();
        return milliseconds;
      },
      { entry, model, threads, runs },
    );
  }

  /**
   * The largest time between two frames of the page, in milliseconds, from the question to a network about the picture that
   * was opened last until its end.
   */
  async frameGap(modelId: string): Promise<number> {
    return this.#page.evaluate(async (modelId) => {
      const { instanceId } = await (window as unknown as TimedWindow).benchPicture();
      let [last, largest, following] = [performance.now(), 0, true];
      const frame = (now: number) => {
        largest = Math.max(largest, now - last);
        last = now;
        if (following) requestAnimationFrame(frame);
      };
      requestAnimationFrame((now) => {
        last = now;
        requestAnimationFrame(frame);
      });
      const ended = (window as unknown as TimedWindow).benchEnd();
      await window.skiagraph.call('analysis.start', { instanceId, frame: 0, modelId, insist: true } as never);
      await ended;
      following = false;
      return largest;
    }, modelId);
  }

  /** Milliseconds from cancelling an analysis whose network runs until the page is told that it has ended. */
  async cancel(modelId: string): Promise<number> {
    return this.#page.evaluate(async (modelId) => {
      const timed = window as unknown as TimedWindow;
      const { instanceId } = await timed.benchPicture();
      const running = timed.benchEvent('analysis.progress', (payload) => payload['stage'] === 'run');
      const ended = timed.benchEnd();
      const start = { instanceId, frame: 0, modelId, insist: true } as never;
      const answer = (await window.skiagraph.call('analysis.start', start)) as never as { value: { jobId: number } };
      await running;
      const before = performance.now();
      void window.skiagraph.call('analysis.cancel', { jobId: answer.value.jobId } as never);
      const { outcome } = await ended;
      if (outcome !== 'cancelled') throw new Error(`the analysis ended as ${String(outcome)}`);
      return performance.now() - before;
    }, modelId);
  }

  async end(): Promise<void> {
    await this.#app.close();
  }
}
