import { describe, expect, it } from 'vitest';
import { fedNumbers, isFed, isRead, namesLabels, readLabelNumbers, readNumbers } from './element-types.ts';

const values = Float32Array.of(-300, -0.6, 0.4, 0.5, 254.7, 70_000);

describe('what a network is fed with', () => {
  it('are the prepared numbers themselves where it takes those', () => {
    expect(fedNumbers(values, 'float32')).toBe(values);
    expect([...fedNumbers(values, 'float64')]).toEqual([...values]);
  });

  it('are the nearest whole numbers that its type has', () => {
    expect([...fedNumbers(values, 'uint8')]).toEqual([0, 0, 0, 1, 255, 255]);
    expect([...fedNumbers(values, 'int16')]).toEqual([-300, -1, 0, 1, 255, 32_767]);
    expect([...fedNumbers(values, 'int64')]).toEqual([-300n, -1n, 0n, 1n, 255n, 70_000n]);
  });

  it('are numbers only: no text, no truth values', () => {
    expect(['string', 'bool', 'none', 'uint64'].filter(isFed)).toEqual([]);
  });
});

describe('what a network answers', () => {
  it('is read from every floating type', () => {
    expect([...readNumbers(Float64Array.of(0.5, -2), 'float64')!]).toEqual([0.5, -2]);
    expect([...readNumbers(Uint16Array.of(0x3800, 0xc000), 'float16')!]).toEqual([0.5, -2]);
  });

  it('are whole numbers only where labels are named by them', () => {
    expect(isRead('int64')).toBe(false);
    expect(['int64', 'int32', 'uint8', 'bool', 'float32', 'float16'].every(namesLabels)).toBe(true);
    expect(['string', 'none', 'uint64'].some(namesLabels)).toBe(false);
    expect([...readLabelNumbers(BigInt64Array.of(1n, -1n), 'int64')!]).toEqual([1, -1]);
    expect([...readLabelNumbers(Uint16Array.of(1, 0x3800), 'uint16')!]).toEqual([1, 0x3800]);
    expect([...readLabelNumbers(Uint16Array.of(0x3c00), 'float16')!]).toEqual([1]);
    expect([...readLabelNumbers(Uint8Array.of(1, 0), 'bool')!]).toEqual([1, 0]);
  });

  it('is not guessed from any other', () => {
    expect(readNumbers(BigInt64Array.of(1n), 'int64')).toBeNull();
    expect(readNumbers(Uint16Array.of(1), 'uint16')).toBeNull();
    expect(readLabelNumbers(['a'], 'string')).toBeNull();
    expect(readNumbers(undefined, 'float16')).toBeNull();
  });
});
