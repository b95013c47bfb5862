import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ManifestFields } from './manifest-fields.ts';
import { ModelInput } from './model-input.ts';
import { ModelManifest } from './manifest.ts';
import { Calibration, ModelOutput, Postprocess } from './model-output.ts';

const guide = fs.readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

describe('the page for people who bring a model', () => {
  const [example, ...blocks] = [...guide.matchAll(/```json\n([\s\S]+?)```/g)].map(
    ([, json]) => JSON.parse(json as string) as Record<string, unknown>,
  );

  it('shows a manifest that is taken', () => {
    expect(ModelManifest.safeParse(example).error).toBeUndefined();
  });

  it('shows further fields that are taken in its place, and every one that a manifest may have', () => {
    expect(blocks.length).toBeGreaterThan(4);
    for (const block of blocks) {
      const manifest = { ...example, ...block };
      // nothing of it is passed over
      expect(ModelManifest.parse(manifest)).toEqual(manifest);
    }
    for (const name of Object.keys({ ...ManifestFields.shape, ...ModelInput.shape })) {
      expect(guide, name).toMatch(new RegExp(`["\`]${name}`));
    }
  });

  it.each(['softmax', 'isotonic'])('writes calibrations in a line as they are taken (%s)', (method) => {
    const line = guide
      .replace(/\n/g, ' ')
      .match(/`(\{ "method": "(?:temperature|isotonic)".+?\})`/g)
      ?.find((text) => text.includes(method));
    expect(Calibration.safeParse(JSON.parse((line ?? '').slice(1, -1))).error).toBeUndefined();
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
