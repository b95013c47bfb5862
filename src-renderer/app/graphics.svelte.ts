import type { Renderer } from './renderer-name.ts';

/** How pictures are drawn on this machine. */
export interface Graphics {
  /** Who draws: a card, WebGL in software, or none; null: not asked yet. */
  readonly renderer: Renderer | null;
  /** What the stage draws with; null: nothing was drawn yet. */
  readonly backend: 'webgl' | 'cpu' | null;
  /** How often the graphics were taken away and came back. */
  readonly lost: number;
}

let now = $state.raw<Graphics>({ renderer: null, backend: null, lost: 0 });

/** What the status bar and diagnostics say of the graphics. */
export const graphics = {
  get now(): Graphics {
    return now;
  },
  /** Takes over what was found out. */
  learn(change: Partial<Graphics>): void {
    now = { ...now, ...change };
  },
};

/** The same in lines for a support mail. */
export function graphicsText({ renderer, backend, lost }: Graphics): string {
  const name = renderer ? (renderer.kind === 'gpu' ? renderer.name : renderer.kind) : 'not asked yet';
  return [
    `Pictures drawn by: ${backend ?? 'nothing yet'} (${name})`,
    `Graphics lost and recovered: ${lost} times`,
  ].join('\n');
}
