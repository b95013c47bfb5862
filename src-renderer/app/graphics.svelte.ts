import type { Renderer } from './renderer-name.ts';

/** How pictures are drawn on this machine, and how that was found out. */
export interface Graphics {
  /** Who draws: a card, WebGL in software, or none; null: not asked yet. */
  readonly renderer: Renderer | null;
  /** What the stage draws with; null: nothing was drawn yet. */
  readonly backend: 'webgl' | 'cpu' | null;
  /** Largest difference from what a test picture should look like, of 255 grey levels; null: not measured yet. */
  readonly wrongBy: number | null;
  /** From asking for a picture of 256 × 256 to its pixels, median; null: not measured yet. */
  readonly drawMs: number | null;
  /** How often the graphics were taken away and came back. */
  readonly lost: number;
}

let now = $state.raw<Graphics>({ renderer: null, backend: null, wrongBy: null, drawMs: null, lost: 0 });

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
export function graphicsText({ renderer, backend, wrongBy, drawMs, lost }: Graphics): string {
  const name = renderer ? (renderer.kind === 'gpu' ? renderer.name : renderer.kind) : 'not asked yet';
  const measured =
    wrongBy === null
      ? 'test picture not drawn yet'
      : `test picture off by ${wrongBy} of 255 grey levels, ${drawMs?.toFixed(1) ?? '?'} ms`;
  return [
    `Pictures drawn by: ${backend ?? 'nothing yet'} (${name})`,
    `Drawing: ${measured}`,
    `Graphics lost and recovered: ${lost} times`,
  ].join('\n');
}
