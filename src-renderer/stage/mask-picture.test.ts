import { describe, expect, it } from 'vitest';
import { labelColourName, maskBorder, paintMask } from './mask-picture.ts';

describe('a mask on the picture', () => {
  it('is painted in its labels’ colours and leaves the background clear', () => {
    const painted = paintMask(
      [0, 2, 1],
      [
        [10, 20, 30],
        [40, 50, 60],
      ],
    );
    expect([...painted]).toEqual([0, 0, 0, 0, 40, 50, 60, 255, 10, 20, 30, 255]);
  });

  it('has a border along the edges of its pixels', () => {
    // a single pixel in the middle
    expect(maskBorder([0, 0, 0, 0, 1, 0, 0, 0, 0], 3, 3, 0)).toBe('M1 1H2M1 2H2M1 1V2M2 1V2');
  });

  it('closes the border where a label reaches the edge of the picture', () => {
    expect(maskBorder([1, 1, 1, 1], 2, 2, 0)).toBe('M0 0H2M0 2H2M0 0V2M2 0V2');
  });

  it('draws a border between two labels for each of them, and none for a label that is not there', () => {
    expect(maskBorder([1, 2], 1, 2, 0)).toContain('M1 0V1');
    expect(maskBorder([1, 2], 1, 2, 1)).toContain('M1 0V1');
    expect(maskBorder([1, 2], 1, 2, 2)).toBe('');
  });

  it('begins with the first colour again when there are none left', () => {
    expect(labelColourName(7)).toBe(labelColourName(0));
  });
});
