import type { MaskFigures } from './mask-evaluation.ts';

/** What a label file says of one picture. */
export interface LabelRow {
  /** As it stands in the file, with `/` between folders. */
  readonly file: string;
  /** True labels after mapping; empty: none of the network's labels is true. Null where masks are compared. */
  readonly labels: readonly string[] | null;
  /** A mask file, with `/` between folders; null where labels are compared, and where the row names none. */
  readonly mask: string | null;
  /** The other columns: subgroups; `patient` keeps pictures of one person together. */
  readonly groups: Readonly<Record<string, string>>;
}

/** A picture with its truth and what a network said of it. */
export interface EvaluatedCase {
  readonly row: LabelRow;
  /** Label → calibrated probability; empty where the network refused or outlines. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Label → how well its outline agrees with the true one; empty where the network refused or names labels. */
  readonly masks: Readonly<Record<string, MaskFigures>>;
  readonly refused: boolean;
}

/** Whose a case is: the column `patient`, and without one the picture itself. */
export function patientOf({ file, groups }: LabelRow): string {
  return groups['patient'] || file;
}
