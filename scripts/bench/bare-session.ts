import path from 'node:path';
import type { BarePage, Size } from './bare-stage/bare-page.ts';
import { DrivenWindow } from './driven-window.ts';
import type { Surroundings } from './surroundings.ts';

type BareWindow = Window & { readonly bare: BarePage };

/** The bare page in its window. */
export class BareSession {
  readonly #window: DrivenWindow;

  private constructor(window: DrivenWindow) {
    this.#window = window;
  }

  /** @param page folder of the built page */
  static async start(page: string, surroundings: Surroundings): Promise<BareSession> {
    const folder = path.join(import.meta.dirname, 'bare-stage');
    const data = path.join(surroundings.folder, 'bare-data');
    const window = DrivenWindow.start(folder, [`--page=${page}`, `--data-folder=${data}`], surroundings);
    await window.page(() => document.readyState, null);
    return new BareSession(window);
  }

  size(width: number, height: number): Promise<null> {
    return this.#window.size(width, height);
  }

  openFiles(files: readonly string[], size: Size, index: number): Promise<number> {
    const input = { files, size, index };
    return this.#window.page(
      (of) => (window as unknown as BareWindow).bare.openFiles(of.files, of.size, of.index),
      input,
    );
  }

  openFolder(folder: string, size: Size): Promise<number> {
    return this.#window.page((of) => (window as unknown as BareWindow).bare.openFolder(of.folder, of.size), {
      folder,
      size,
    });
  }

  scroll(steps: number): Promise<number[]> {
    return this.#window.page((count) => (window as unknown as BareWindow).bare.scroll(count), steps);
  }

  readAll(): Promise<void> {
    return this.#window.page(() => (window as unknown as BareWindow).bare.readAll(), null);
  }

  resize(size: Size): Promise<void> {
    return this.#window.page((of) => (window as unknown as BareWindow).bare.resize(of), size);
  }

  planes(size: Size): Promise<number> {
    return this.#window.page((of) => (window as unknown as BareWindow).bare.planes(of), size);
  }

  close(): Promise<void> {
    return this.#window.page(() => (window as unknown as BareWindow).bare.close(), null);
  }

  end(): Promise<void> {
    return this.#window.end();
  }
}
