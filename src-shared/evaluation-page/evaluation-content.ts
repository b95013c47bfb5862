import type { Evaluation } from '../evaluation/evaluation.ts';
import type { ModelManifest } from '../findings/manifest.ts';
import { labelsOf } from '../findings/manifest-labels.ts';
import type { Language } from '../findings/report.ts';
import type { EvaluationTable } from '../evaluation/evaluation-tables.ts';

/** An evaluation with everything that showing it needs. */
export interface EvaluationContent {
  readonly evaluation: Evaluation;
  readonly model: Pick<ModelManifest, 'title' | 'outputs' | 'training'>;
  readonly language: Language;
  /** Of the application. */
  readonly version: string;
}

/** The plots and tables that an evaluation is shown as, and can be saved as. */
export type EvaluationPlot = EvaluationTable;

/** A label's title in the language of the page. */
export function labelTitle({ model, language }: Pick<EvaluationContent, 'model' | 'language'>, id: string): string {
  return labelsOf(model).find((label) => label.id === id)?.title[language] ?? id;
}
