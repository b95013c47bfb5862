/** A network that waits for a point of the picture. */
export interface AskedPoint {
  /** The network's name in the language on the screen. */
  readonly title: string;
  /** Rows and columns that it looks at around the point. */
  readonly cropPx: readonly [number, number];
}
