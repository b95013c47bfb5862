import type { z } from '../schema.ts';
import { ManifestFields } from './manifest-fields.ts';
import { manifestFaults } from './manifest-rules.ts';

export { BothLanguages } from './both-languages.ts';
export { Task } from './manifest-fields.ts';
export { ModelLabel } from './model-output.ts';

/**
 * `models/<id>/manifest.json`, schema 1: what a network is for, what it takes, what its numbers mean and where they were
 * measured. Thresholds and bands are on the calibrated probability. What is optional is needed by some tasks only: the rules
 * in `manifest-rules.ts` say by which.
 */
export const ModelManifest = ManifestFields.superRefine((manifest, context) => {
  for (const { path, problem, values } of manifestFaults(manifest)) {
    context.addIssue({ code: 'custom', message: problem, path, params: values });
  }
});
export type ModelManifest = z.infer<typeof ModelManifest>;
