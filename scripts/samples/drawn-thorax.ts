import type { Body } from './bodies.ts';

/**
 * A chest in Hounsfield units around the hila: wall, ribs, spine, lungs with vessels, heart and great vessels, and one ball
 * in the right lung.
 *
 * @param noduleMm its diameter
 */
export function thorax(noduleMm: number): Body[] {
  const radius = noduleMm / 2;
  return [
    { centre: [0, 0, 0], radii: [165, 112, Infinity], value: -90 },
    { centre: [0, 0, 0], radii: [157, 104, Infinity], value: 45 },
    ...ribs(),
    // lungs
    { centre: [-72, 2, 0], radii: [66, 84, 190], turn: 6, value: -850 },
    { centre: [74, 4, 0], radii: [60, 82, 190], turn: -6, value: -850 },
    ...lungVessels(),
    // mediastinum, heart, aorta, windpipe
    { centre: [0, -8, 0], radii: [32, 72, Infinity], value: 30 },
    { centre: [26, -34, -34], radii: [56, 46, 52], turn: 35, value: 42 },
    { centre: [18, 34, 0], radii: [12, 12, Infinity], value: 48 },
    { centre: [-9, -18, 40], radii: [16, 14, 60], value: 46 },
    { centre: [0, 6, 60], radii: [9, 8, 48], value: -990 },
    // spine with its canal
    { centre: [0, 66, 0], radii: [21, 18, Infinity], value: 240 },
    { centre: [0, 66, 0], radii: [18, 15, Infinity], value: 160 },
    { centre: [0, 90, 0], radii: [9, 8, Infinity], value: 30 },
    { centre: [0, 104, 0], radii: [6, 14, Infinity], value: 320 },
    // breast bone
    { centre: [0, -97, 0], radii: [16, 5, Infinity], value: 260 },
    // the nodule
    { centre: [-114, 40, 4], radii: [radius, radius, radius], value: 35 },
  ];
}

/** Ribs run round the chest and down: short thick pieces in a spiral. */
function ribs(): Body[] {
  const pieces: Body[] = [];
  for (let rib = -5; rib <= 5; rib++) {
    for (let step = 0; step < 26; step++) {
      const angle = (step / 26) * 2 * Math.PI;
      const [x, y] = [Math.cos(angle) * 149, Math.sin(angle) * 96];
      // from the spine (behind) to the breast bone a rib falls by about six centimetres
      const z = rib * 26 + 30 * Math.sin(angle);
      pieces.push({ centre: [x, y, z], radii: [19, 5, 5], turn: (angle * 180) / Math.PI + 90, value: 480 });
    }
  }
  return pieces;
}

/** Vessels from both hila outwards, thinner and thinner. */
function lungVessels(): Body[] {
  const vessels: Body[] = [];
  for (const side of [-1, 1]) {
    for (let branch = 0; branch < 14; branch++) {
      const turn = -75 + branch * 11.5;
      const angle = (turn * Math.PI) / 180;
      const rise = ((branch * 5) % 9) - 4;
      for (let piece = 0; piece < 5; piece++) {
        const reach = 18 + piece * 13;
        const thick = 4.4 - piece * 0.75;
        vessels.push({
          centre: [side * (34 + Math.cos(angle) * reach), 4 + Math.sin(angle) * reach, rise * (2 + piece * 2.4)],
          radii: [8.5, thick, thick],
          turn: side * turn,
          value: 40,
        });
      }
    }
  }
  return vessels;
}
