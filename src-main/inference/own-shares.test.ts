import fc from 'fast-check';
import { expect, it } from 'vitest';
import { label } from './fixtures/small-models.fixture.ts';
import { mustNotBeShares } from './own-shares.ts';

const labels = [label('a'), label('b'), label('c')];
type Activation = 'softmax' | 'sigmoid' | 'identity';

const logitsOf =
  (values: readonly number[], activation: Activation = 'softmax') =>
  () =>
    mustNotBeShares(
      { vectors: { y: Float32Array.from(values) }, grids: {} },
      { outputs: [{ name: 'y', kind: 'logits', activation, labels }] },
    );

/** Two places, three channels behind one another. */
const maskOf =
  (values: readonly number[], activation: Activation = 'softmax') =>
  () =>
    mustNotBeShares(
      { vectors: {}, grids: { y: { channels: 3, slices: 1, rows: 1, columns: 2, values: Float32Array.from(values) } } },
      { outputs: [{ name: 'y', kind: 'mask', activation, labels: labels.slice(1) }] },
    );

const refused = expect.objectContaining({
  code: 'manifest-mismatch',
  details: { field: 'outputs.y.activation', model: 'identity', manifest: 'softmax' },
}) as Error;

it('tells a network that makes its own shares from one whose numbers are to be made shares', () => {
  expect(logitsOf([0.2, 0.5, 0.3])).toThrow(refused);
  // of half precision
  expect(logitsOf([0.2, 0.50024, 0.3])).toThrow(refused);
  expect(logitsOf([0.2, 0.5, 0.31])).not.toThrow();
  expect(logitsOf([-0.2, 0.9, 0.3])).not.toThrow();
  expect(maskOf([0.2, 0.1, 0.5, 0.9, 0.3, 0])).toThrow(refused);
  expect(maskOf([0.2, 0.1, 0.5, 0.9, 0.3, 0.1])).not.toThrow();
});

it('asks nothing of labels that stand each for themselves, or of a network that says itself that it makes shares', () => {
  for (const activation of ['sigmoid', 'identity'] as const) {
    expect(logitsOf([0.2, 0.5, 0.3], activation)).not.toThrow();
    expect(maskOf([0.2, 0.1, 0.5, 0.9, 0.3, 0], activation)).not.toThrow();
  }
});

it('passes the logarithms of shares, of which a softmax makes the shares again', () => {
  const numbers = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(numbers, (values) => {
      const total = values.reduce((sum, value) => sum + Math.exp(value), 0);
      fc.pre(values.every((value) => Math.exp(value) / total < 0.999));
      expect(logitsOf(values.map((value) => Math.log(Math.exp(value) / total)))).not.toThrow();
      expect(logitsOf(values.map((value) => Math.exp(value) / total))).toThrow(refused);
    }),
  );
});
