import type { EdgeLetters } from '../../src-shared/imaging/orientation.ts';

/** How a picture is turned and then mirrored before it is shown. */
export interface Uprighting {
  /** Clockwise, degrees. */
  readonly rotation: 0 | 90;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
}

const AS_STORED: Uprighting = { rotation: 0, flipHorizontal: false, flipVertical: false };

/**
 * Turns a slice as radiologists look at it: head or front up, the patient's right or front on the left. For formats whose
 * rows may run any way (NIfTI); pictures of scanners are shown as they were made.
 *
 * @param edges of the picture as it is stored; where a letter is unknown nothing is turned
 */
export function uprighting(edges: EdgeLetters): Uprighting {
  const [top, bottom, left] = [edges.top, edges.bottom, edges.left].map((letters) => letters.charAt(0)) as [
    string,
    string,
    string,
  ];
  if (!/[RLAPHF]/.test(top) || !/[RLAPHF]/.test(left)) return AS_STORED;
  const lies = 'RL'.includes(top) || 'HF'.includes(left);
  // turned clockwise, what was on the left comes up and what was below comes to the left
  const [up, onLeft] = lies ? [left, bottom] : [top, left];
  return { rotation: lies ? 90 : 0, flipVertical: !'HA'.includes(up), flipHorizontal: !'RA'.includes(onLeft) };
}
