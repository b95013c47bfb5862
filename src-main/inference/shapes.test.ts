import { describe, expect, it } from 'vitest';
import { smallModel, type Differently } from './fixtures/small-models.fixture.ts';
import { checkShapes } from './shapes.ts';

const SIDES = [1, 1, 8, 8];

function told(type: string, input: Differently['input'] = {}, answered = 'float32') {
  const { manifest } = smallModel('classifier', { input: { size: [8, 8], ...input } });
  const tensor = (name: string, of: string, shape: number[]) => ({ name, isTensor: true as const, type: of, shape });
  const outputMetadata = manifest.outputs.map(({ name }) =>
    tensor(name, answered, [1, 2, 8, 8].slice(0, name === 'logits' ? 2 : 4)),
  );
  return () =>
    checkShapes(
      { inputMetadata: [tensor(manifest.input.name, type, SIDES)] as never, outputMetadata: outputMetadata as never },
      manifest,
    );
}

describe('a network that takes whole numbers', () => {
  const types = ['uint8', 'int8', 'uint16', 'int16', 'int32', 'int64'];
  const refused = { code: 'manifest-mismatch', details: { field: 'input.normalisation' } };

  it.each(types)('is refused where it would be shown two or three greys (%s)', (type) => {
    expect(told(type, { normalisation: { mean: [0.5], std: [0.25] } })).toThrow(
      expect.objectContaining({ ...refused, details: { ...refused.details, type } }),
    );
    expect(told(type, { normalisation: { method: 'z-score' } })).toThrow('manifest-mismatch');
  });

  it.each(types)('is taken where its manifest gives it whole greys (%s)', (type) => {
    expect(told(type, { normalisation: { mean: [0], std: [1 / 255] } })).not.toThrow();
  });

  it('is taken with modality values as they are', () => {
    const range = { method: 'none' as const, values: 'modality' as const };
    expect(told('int16', { range, normalisation: { mean: [0], std: [1] } })).not.toThrow();
  });

  it.each(['float32', 'float16', 'float64'])('or not, as %s, is not asked for them', (type) => {
    expect(told(type, { normalisation: { mean: [0.5], std: [0.25] } })).not.toThrow();
  });
});

it.each(['int64', 'bool', 'uint8'])('a network that answers with %s is refused by that name', (type) => {
  expect(told('float32', {}, type)).toThrow(
    expect.objectContaining({
      code: 'manifest-mismatch',
      details: { field: expect.stringMatching(/^outputs\./) as string, outputType: type },
    }),
  );
});
