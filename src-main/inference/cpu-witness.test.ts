import { describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { witnessed } from './cpu-witness.ts';
import type { Outputs } from './plain-tensor.ts';

const outputs = (...values: number[]): Outputs => ({
  y: { dims: [1, values.length], data: Float32Array.from(values) },
});
const sized = (side: number) => ({ dims: [1, 1, side, side] });
const asking = (agreed = new Set<string>(), input = sized(8)) => ({
  agreed,
  provider: 'webgpu' as const,
  manifest: {},
  input,
});

describe('an answer of another processor than the CPU', () => {
  it('is compared with the CPU’s once for a size of input, and then stands by itself', async () => {
    const agreed = new Set<string>();
    const cpu = vi.fn(async () => outputs(0.5, 2));
    const found = outputs(0.5004, 2);
    expect(await witnessed(Promise.resolve(found), asking(agreed), cpu)).toBe(found);
    expect(await witnessed(Promise.resolve(outputs(9, 9)), asking(agreed), cpu)).toEqual(outputs(9, 9));
    expect(cpu).toHaveBeenCalledTimes(1);
    await witnessed(Promise.resolve(found), asking(agreed, sized(16)), cpu);
    expect(cpu).toHaveBeenCalledTimes(2);
  });

  it('is compared for so many sizes that a network of any size does not run twice for ever', async () => {
    const agreed = new Set<string>();
    const cpu = vi.fn(async () => outputs(1));
    for (let side = 1; side <= 20; side++)
      await witnessed(Promise.resolve(outputs(1)), asking(agreed, sized(side)), cpu);
    expect(cpu).toHaveBeenCalledTimes(4);
  });

  it.each([
    ['off by more than the tolerance', outputs(0.503, 2)],
    ['of another length', outputs(0.5)],
    ['of another name', { z: outputs(0.5, 2)['y']! }],
  ])('is no answer where it is %s', async (_name, found) => {
    const answer = witnessed(Promise.resolve(found), asking(), async () => outputs(0.5, 2));
    await expect(answer).rejects.toMatchObject({ code: 'provider-disagrees', details: { provider: 'webgpu' } });
  });

  it('may differ in proportion to large numbers, and by what the manifest says', async () => {
    const cpu = async () => outputs(400, 0.1);
    await expect(witnessed(Promise.resolve(outputs(400.3, 0.1)), asking(), cpu)).resolves.toBeDefined();
    await expect(witnessed(Promise.resolve(outputs(400.5, 0.1)), asking(), cpu)).rejects.toBeDefined();
    const lax = { ...asking(), manifest: { providerTolerance: 0.01 } };
    await expect(witnessed(Promise.resolve(outputs(403, 0.1)), lax, cpu)).resolves.toBeDefined();
  });

  it('that holds no number is the processor’s fault where the CPU has one, and else the network’s', async () => {
    const invalid = () => Promise.reject(new CodedError('model-output-invalid', { output: 'y' }));
    const agreed = new Set([sized(8).dims.join(' × ')]);
    await expect(witnessed(invalid(), asking(agreed), async () => outputs(1))).rejects.toMatchObject({
      code: 'provider-disagrees',
    });
    await expect(witnessed(invalid(), asking(agreed), invalid)).rejects.toMatchObject({ code: 'model-output-invalid' });
  });

  it('that breaks off is not asked of the CPU here', async () => {
    const cpu = vi.fn(async () => outputs(1));
    await expect(witnessed(Promise.reject(new Error('device lost')), asking(), cpu)).rejects.toThrow('device lost');
    expect(cpu).not.toHaveBeenCalled();
  });
});
