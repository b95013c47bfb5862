import type { Attributes } from './attributes.ts';

/** Functional groups that say where a frame lies and what its values mean. */
export const PIXEL_MEASURES = 'x00289110';
export const PLANE_POSITION = 'x00209113';
export const PLANE_ORIENTATION = 'x00209116';
export const FRAME_VOI_LUT = 'x00289132';
export const PIXEL_VALUE_TRANSFORMATION = 'x00289145';

/**
 * Attributes of single frames. In enhanced objects (PS3.3 C.7.6.16) they stand in functional groups: of the frame itself,
 * else of all frames, else in the dataset as in any older object.
 */
export class FrameGroups {
  readonly #attributes: Attributes;
  readonly #shared: Attributes | undefined;
  readonly #perFrame: readonly Attributes[];

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
    this.#shared = attributes.items('x52009229')[0];
    this.#perFrame = attributes.items('x52009230');
  }

  /** How many frames have groups of their own; 0 in older objects. */
  get count(): number {
    return this.#perFrame.length;
  }

  /** Whether a group says of this frame what it says of the first: neither has one of its own. */
  isAsFirst(frame: number, group: string): boolean {
    return !this.#perFrame[frame]?.has(group) && !this.#perFrame[0]?.has(group);
  }

  /**
   * What holds an attribute of a frame.
   * @param group tag of the functional group's sequence
   * @param tag the attribute sought
   */
  holder(frame: number, group: string, tag: string): Attributes {
    for (const groups of [this.#perFrame[frame], this.#shared]) {
      const item = groups?.has(group) ? groups.items(group)[0] : undefined;
      if (item?.has(tag)) return item;
    }
    return this.#attributes;
  }
}
