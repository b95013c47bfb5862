import { usualScale } from '../../src-shared/contract/page-scale.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window stood, in screen pixels, and its theme, so that it opens on its own ground. */
export interface WindowPlace {
  readonly bounds: Rectangle;
  readonly maximised: boolean;
  readonly theme: 'dark' | 'light';
}

/**
 * A remembered place, or undefined where the text holds none. By hand: the window is opened before anything as large as a
 * schema is loaded.
 */
export function windowPlaceIn(text: string): WindowPlace | undefined {
  const { bounds, maximised, theme } = (JSON.parse(text) ?? {}) as Record<string, unknown>;
  const sides = (bounds ?? {}) as Record<string, unknown>;
  const [x, y, width, height] = [sides['x'], sides['y'], sides['width'], sides['height']].map((side) =>
    typeof side === 'number' && Number.isFinite(side) ? side : undefined,
  );
  if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
  if (typeof maximised !== 'boolean' || (theme !== 'dark' && theme !== 'light')) return undefined;
  return { bounds: { x, y, width, height }, maximised, theme };
}

const DEFAULT_SIZE = { width: 1440, height: 900 };
const VISIBLE_PART = 100;

/**
 * The place for a new window: the remembered one where enough of it lies on a screen that is there today, else the default
 * size, as large as its page, in the middle of the first screen, never larger than it. `workAreas`: at least one.
 */
export function placeOnScreen(remembered: WindowPlace | undefined, workAreas: readonly Rectangle[]): WindowPlace {
  const fits = (area: Rectangle) => {
    if (!remembered) return false;
    const { x, y, width, height } = remembered.bounds;
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    const down = Math.min(y + height, area.y + area.height) - Math.max(y, area.y);
    return across >= VISIBLE_PART && down >= VISIBLE_PART && y >= area.y - 1;
  };
  if (remembered && workAreas.some(fits)) return remembered;
  const [area] = workAreas as [Rectangle];
  const scale = usualScale(area.height);
  const width = Math.min(Math.round(DEFAULT_SIZE.width * scale), area.width);
  const height = Math.min(Math.round(DEFAULT_SIZE.height * scale), area.height);
  return {
    bounds: {
      x: area.x + Math.floor((area.width - width) / 2),
      y: area.y + Math.floor((area.height - height) / 2),
      width,
      height,
    },
    maximised: false,
    theme: remembered?.theme ?? 'dark',
  };
}
