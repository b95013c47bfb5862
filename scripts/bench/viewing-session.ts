import type { Size } from './bare-stage/bare-page.ts';
import { DrivenWindow } from './driven-window.ts';
import { PROGRAM, type Surroundings } from './surroundings.ts';

/** What is added to the page for timing. */
interface Timing {
  /** Resolves with the time (`performance.now`) of the task after the frame in which something held. */
  when(holds: () => boolean): Promise<number>;
  /** As a key of the person's. */
  press(key: string, held?: KeyboardEventInit): void;
}

type TimedWindow = Window & { readonly bench: Timing };

/** A person looks at what was opened. */
const PERSON_MS = 2000;

/** The built program's viewer, driven by keys and timed inside its page. */
export class ViewingSession {
  readonly #window: DrivenWindow;

  private constructor(window: DrivenWindow) {
    this.#window = window;
  }

  /** Starts on a data folder and waits for the worklist. */
  static async start(dataFolder: string, surroundings: Surroundings): Promise<ViewingSession> {
    const window = DrivenWindow.start(PROGRAM, [`--data-folder=${dataFolder}`, '--lang=en'], surroundings);
    await window.page(async () => {
      const afterFrame = () =>
        new Promise<void>((resolve) => {
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve();
            port2.postMessage(null);
          });
        });
      const when = (holds: () => boolean) =>
        new Promise<number>((resolve) => {
          const look = () => {
            if (!holds()) return;
            observer.disconnect();
            void afterFrame().then(() => resolve(performance.now()));
          };
          const observer = new MutationObserver(look);
          observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
          look();
        });
      const press = (key: string, held: KeyboardEventInit = {}) =>
        (document.activeElement ?? document.body).dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
        );
      Object.assign(globalThis, { bench: { when, press } });
      await when(() => document.querySelector('.worklist') !== null);
      // on a large screen the program shows its page larger: the rival's is as it is
      await (globalThis as unknown as Window).skiagraph.call('settings.change', { scale: 1 });
    }, null);
    // and its window larger with it
    await window.size(1440, 900);
    const session = new ViewingSession(window);
    await session.pause();
    return session;
  }

  pause(ms = PERSON_MS): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Reads a folder into the log. */
  async importFolder(folder: string): Promise<void> {
    await this.#window.choose([folder]);
    await this.#window.page(async () => {
      const { call, onEvent } = window.skiagraph;
      const done = new Promise<void>((resolve) => {
        onEvent((name, payload) => {
          if (name === 'import.progress' && (payload as { state: string }).state === 'done') resolve();
        });
      });
      await call('import.choose', { kind: 'folder' });
      await done;
    }, null);
  }

  /** Milliseconds from a folder's choice until its only case's picture is on the screen. */
  async chooseFolder(folder: string): Promise<number> {
    await this.#window.choose([folder]);
    return this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      const start = performance.now();
      bench.press('O', { ctrlKey: true, shiftKey: true });
      const end = await bench.when(() => document.querySelector('.stage[data-shown] [data-part="zoom"]') !== null);
      return end - start;
    }, null);
  }

  /** Milliseconds from a click on a worklist's row until the first picture of its case is on the screen. */
  async open(patient: string): Promise<number> {
    await this.toWorklist();
    return this.#window.page(async (name) => {
      const { bench } = window as unknown as TimedWindow;
      const row = () =>
        [...document.querySelectorAll<HTMLElement>('.worklist .row')].find((one) => one.textContent?.includes(name));
      // rows beyond the window are not in the page
      const filter = document.querySelector<HTMLInputElement>('.worklist .filter input')!;
      filter.value = name;
      filter.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await bench.when(() => document.querySelectorAll('.worklist .row').length === 1 && row() !== undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const start = performance.now();
      row()!.click();
      const end = await bench.when(() => document.querySelector('.stage[data-shown] [data-part="zoom"]') !== null);
      return end - start;
    }, patient);
  }

  async toWorklist(): Promise<void> {
    await this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      bench.press('1', { ctrlKey: true });
      await bench.when(() => document.querySelector('.worklist .row') !== null);
    }, null);
  }

  /** Closes the case in hand. */
  async close(): Promise<void> {
    await this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      document.querySelector<HTMLElement>('.tab.active .close')!.click();
      await bench.when(() => document.querySelector('.stage') === null);
    }, null);
  }

  /** Of the pane that shows the stack. */
  paneSize(): Promise<Size> {
    return this.#window.page(() => {
      const { width, height } = document.querySelector('.stage[data-shown]')!.getBoundingClientRect();
      return [Math.round(width), Math.round(height)] as const;
    }, null);
  }

  /** Place of the slice on the screen, 0-based. */
  slice(): Promise<number> {
    return this.#window.page(
      () => Number(/\d+/.exec(document.querySelector('[data-part="slice"]')?.textContent ?? '')?.[0]) - 1,
      null,
    );
  }

  /** Steps one slice after the other from the first one on; milliseconds from each key until the next slice is on the screen. */
  scroll(steps: number): Promise<number[]> {
    return this.#window.page(async (count) => {
      const { bench } = window as unknown as TimedWindow;
      const slice = () => document.querySelector('[data-part="slice"]')?.textContent ?? '';
      bench.press('Home');
      await bench.when(() => /^\D*1\D/.test(slice()));
      const times: number[] = [];
      for (let i = 0; i < count; i++) {
        const before = slice();
        const start = performance.now();
        bench.press('ArrowDown');
        times.push((await bench.when(() => slice() !== before && slice() !== '')) - start);
      }
      return times;
    }, steps);
  }

  /** Milliseconds until three planes and the stack beside them are on the screen, and the planes' size. */
  planes(): Promise<{ readonly ms: number; readonly size: Size }> {
    return this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      const start = performance.now();
      bench.press('M', { shiftKey: true });
      const planes = () => [...document.querySelectorAll('[data-plane]')];
      const end = await bench.when(
        () =>
          planes().length === 3 &&
          planes().every((plane) => plane.querySelector('[data-layer="planes"] line') !== null) &&
          document.querySelector('.stage[data-shown] [data-part="zoom"]') !== null,
      );
      const { width, height } = planes()[0]!.getBoundingClientRect();
      return { ms: end - start, size: [Math.round(width), Math.round(height)] as const };
    }, null);
  }

  /** One picture as large as the window allows. */
  async alone(width: number, height: number): Promise<void> {
    await this.#window.size(width, height);
    await this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      for (const [key, there] of [
        ['n', '.findings'],
        ['t', '.thumbnails'],
      ] as const) {
        if (document.querySelector(there) !== null) bench.press(key);
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }, null);
  }

  /** Goes from one open case to the other by its tab; milliseconds until its picture is on the screen. */
  switchCase(): Promise<number> {
    return this.#window.page(async () => {
      const { bench } = window as unknown as TimedWindow;
      const shown = () => document.querySelector('.stage[data-shown]')?.getAttribute('data-shown');
      const before = shown();
      const start = performance.now();
      document.querySelector<HTMLElement>('.tab:not(.active) .name')!.click();
      const end = await bench.when(
        () =>
          shown() !== undefined &&
          shown() !== before &&
          document.querySelector('.stage[data-shown] [data-part="zoom"]') !== null,
      );
      return end - start;
    }, null);
  }

  memoryMib(): Promise<number | null> {
    return this.#window.memoryMib();
  }

  end(): Promise<void> {
    return this.#window.end();
  }
}
