/** A yes or no for every voxel: slices × rows × columns, 1 or 0. A picture is one slice. */
export interface BinaryMask {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

/** Parts are joined by faces (4 neighbours in a picture, 6 in a volume) or also by edges and corners (8, 26). */
export type Touch = 'faces' | 'corners';
