import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ManifestFields } from './manifest-fields.ts';
import { ModelInput } from './model-input.ts';
import { ModelManifest } from './manifest.ts';
import { ModelOutput, Postprocess } from './model-output.ts';

const guide = fs.readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

describe('the page for people who bring a model', () => {
  it('shows a manifest that is taken', () => {
    const [, example] = /```json\n([\s\S]+?)```/.exec(guide) ?? [];
    expect(ModelManifest.safeParse(JSON.parse(example ?? '')).error).toBeUndefined();
  });

  it('names every field of the manifest and of its input that must be there', () => {
    const needed = (shape: object) =>
      Object.entries(shape).flatMap(([name, field]) =>
        (field as { safeParse(value: unknown): { success: boolean } }).safeParse(undefined).success ? [] : [name],
      );
    for (const name of [...needed(ManifestFields.shape), ...needed(ModelInput.shape)]) {
      expect(guide, name).toMatch(new RegExp(`["\`]${name}`));
    }
  });

  it('names every kind of output and every step after it', () => {
    const kinds = ModelOutput.options.map(({ shape }) => shape.kind.value);
    const steps = Postprocess.options.map(({ shape }) => shape.step.value);
    for (const name of [...kinds, ...steps]) expect(guide, name).toContain(`\`${name}\``);
  });
});
