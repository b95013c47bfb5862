import { CodedError } from '../../src-shared/contract/coded.ts';
import {
  evaluateChoice,
  evaluateLabel,
  type AskedLabel,
} from '../../src-shared/evaluation/classification-evaluation.ts';
import type { Evaluation } from '../../src-shared/evaluation/evaluation.ts';
import type { LabelMap, Truth } from '../../src-shared/evaluation/label-table.ts';
import { patientOf, type EvaluatedCase } from '../../src-shared/evaluation/labelled-case.ts';
import { evaluateMasks } from '../../src-shared/evaluation/mask-evaluation.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import { labelsOf, operatingPointOf } from '../../src-shared/findings/manifest-labels.ts';

/** What a model's answers are compared with. Throws `usage-wrong` for one that neither names labels nor outlines. */
export function truthOf(manifest: ModelManifest, map: LabelMap): Truth {
  const { task } = manifest;
  if (task === 'segmentation') return { kind: 'masks' };
  if (task !== 'classification' && task !== 'sequence')
    throw new CodedError('usage-wrong', { problem: `evaluate ${manifest.id}` });
  return { kind: 'labels', map, known: labelsOf(manifest).map(({ id }) => id) };
}

/** All figures of a model over cases; what was left out is counted by whoever left it out. */
export function figuresOfCases(
  manifest: ModelManifest,
  cases: readonly EvaluatedCase[],
  { prevalence, ignored }: Pick<Evaluation, 'prevalence' | 'ignored'>,
): Omit<Evaluation, 'missing' | 'unlabelled' | 'failed'> {
  const named = cases.some(({ row }) => row.groups['patient']);
  const outlines = manifest.task === 'segmentation';
  return {
    model: { id: manifest.id, version: manifest.version, sha256: manifest.file.sha256 },
    task: manifest.task,
    at: new Date().toISOString(),
    cases: cases.length,
    refused: cases.filter(({ refused }) => refused).length,
    patients: named ? new Set(cases.map(({ row }) => patientOf(row))).size : null,
    prevalence,
    ignored,
    labels: outlines ? [] : askedLabels(manifest).map((asked) => evaluateLabel(cases, asked, prevalence)),
    choice:
      !outlines && chooses(manifest)
        ? evaluateChoice(
            cases,
            labelsOf(manifest).map(({ id }) => id),
          )
        : null,
    masks: outlines ? labelsOf(manifest).map(({ id }) => evaluateMasks(cases, id)) : [],
  };
}

function askedLabels(manifest: ModelManifest): AskedLabel[] {
  return labelsOf(manifest).map(({ id, given }) => ({
    id,
    given,
    threshold: operatingPointOf(manifest, id)?.threshold ?? null,
  }));
}

function chooses(manifest: ModelManifest): boolean {
  return manifest.outputs.some((output) => output.kind === 'logits' && output.activation === 'softmax');
}
