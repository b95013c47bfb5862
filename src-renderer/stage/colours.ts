import { utilities } from '@cornerstonejs/core';
import { COLOUR_MAPS, type ColourMapName } from '../../src-shared/pixels/colour-map.ts';

/** What greys are shown as. */
export type Colours = 'grey' | ColourMapName;

export const COLOURS: readonly Colours[] = ['grey', ...(Object.keys(COLOUR_MAPS) as ColourMapName[])];

/** Cornerstone's name of a map of ours. */
export function colormapName(colours: Colours): string {
  return `skiagraph-${colours}`;
}

/** Makes the maps known to Cornerstone; once. */
export function registerColours(): void {
  for (const colours of COLOURS) {
    const name = colormapName(colours);
    const RGBPoints = Array.from({ length: 256 }, (_, i) => [i / 255, ...colourOf(colours, i).map((c) => c / 255)]);
    utilities.colormap.registerColormap({ Name: name, name, ColorSpace: 'RGB', RGBPoints: RGBPoints.flat() });
  }
}

/** The colour of a grey from 0 to 255. */
export function colourOf(colours: Colours, grey: number): readonly [number, number, number] {
  if (colours === 'grey') return [grey, grey, grey];
  const [r, g, b] = COLOUR_MAPS[colours].subarray(grey * 3, grey * 3 + 3) as unknown as [number, number, number];
  return [r, g, b];
}
