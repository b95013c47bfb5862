import { findGraphics } from './graphics-probe.ts';
import type { Renderer } from './renderer-name.ts';

/** How pictures are drawn on this machine. */
export interface Graphics {
  /** Who draws: a card, WebGL in software, or none; null: not asked yet. */
  readonly renderer: Renderer | null;
  /** Whether WebGL drew a known picture as it is; null: not asked yet, or there is no WebGL. */
  readonly right: boolean | null;
  /** What the stage draws with; null: nothing was drawn yet. */
  readonly backend: 'webgl' | 'cpu' | null;
  /** How often the graphics were taken away and came back. */
  readonly lost: number;
}

let now = $state.raw<Graphics>({ renderer: null, right: null, backend: null, lost: 0 });

/** What the status bar and diagnostics say of the graphics. */
export const graphics = {
  get now(): Graphics {
    return now;
  },
  /** Finds out who draws and whether it draws what is right; once, and before the first picture. */
  probe(): void {
    if (!now.renderer) now = { ...now, ...findGraphics() };
  },
  /** Without WebGL, or with one that draws something else than it is told, the processor draws. */
  get byProcessor(): boolean {
    return now.backend === 'cpu' || now.renderer?.kind === 'none' || now.right === false;
  },
  /** Takes over what was found out. */
  learn(change: Partial<Graphics>): void {
    now = { ...now, ...change };
  },
};

/** The same in lines for a support mail. */
export function graphicsText({ renderer, right, backend, lost }: Graphics): string {
  const name = renderer ? (renderer.kind === 'gpu' ? renderer.name : renderer.kind) : 'not asked yet';
  return [
    `Pictures drawn by: ${backend ?? 'nothing yet'} (${name})`,
    `A known picture drawn by WebGL: ${right === null ? 'not drawn' : right ? 'right' : 'wrong'}`,
    `Graphics lost and recovered: ${lost} times`,
  ].join('\n');
}
