import { COMPARED_FIGURES, type ComparedFigure, type PictureFigures } from '../pixels/picture-trace.ts';
import { isolationScores } from '../pixels/isolation-forest.ts';
import { outlierFences } from '../pixels/outliers.ts';

/** A picture that is unlike the others of its dataset. */
export interface UnlikePicture {
  readonly itemId: number;
  /** Of the isolation forest: 0.5 and below is usual, near 1 is alone. */
  readonly score: number;
  /** Figures beyond Tukey's far fences. */
  readonly beyond: readonly ComparedFigure[];
}

/** Three interquartile ranges beyond the quartiles: Tukey's "far out", since nine figures are looked at. */
const FAR = 3;
/** What Liu et al. call an anomaly for certain begins well above one half. */
const UNLIKE = 0.6;
/** Of fewer pictures nobody can say what is usual. */
const FEWEST = 10;

/** Pictures that are far out in one figure, or that an isolation forest parts from the rest; the most unlike first. */
export function unlikePictures(
  pictures: readonly { readonly itemId: number; readonly figures: PictureFigures }[],
): UnlikePicture[] {
  if (pictures.length < FEWEST) return [];
  const fences = COMPARED_FIGURES.map((name) => {
    const values = Float32Array.from(pictures, ({ figures }) => figures[name]);
    return { name, ...outlierFences(values, FAR), same: values.every((value) => value === values[0]) };
  });
  const scores = isolationScores(pictures.map(({ figures }) => COMPARED_FIGURES.map((name) => figures[name])));
  return pictures
    .map(({ itemId, figures }, i) => ({
      itemId,
      score: scores[i]!,
      beyond: fences
        .filter(
          ({ name, low, high, same }) =>
            !same && (Math.fround(figures[name]) < low || Math.fround(figures[name]) > high),
        )
        .map(({ name }) => name),
    }))
    .filter(({ score, beyond }) => score >= UNLIKE || beyond.length > 0)
    .sort((a, b) => b.score - a.score);
}
