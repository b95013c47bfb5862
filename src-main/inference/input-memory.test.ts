import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputMemory } from './input-memory.ts';

describe('memory that is used again', () => {
  it('is given to one at a time, in the size that is asked for, whatever is taken and given back', () => {
    const step = fc.record({ takes: fc.boolean(), numbers: fc.constantFrom(3, 4, 5), which: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const memory = new InputMemory();
        const inHand: Float32Array[] = [];
        for (const { takes, numbers, which } of steps) {
          if (takes) {
            const taken = memory.take(numbers);
            expect(taken).toHaveLength(numbers);
            expect(inHand).not.toContain(taken);
            inHand.push(taken);
          } else if (inHand.length > 0) {
            const [back] = inHand.splice(which % inHand.length, 1);
            memory.giveBack(back as Float32Array);
          }
        }
      }),
    );
  });

  it('is the same array again, and no more than four wait', () => {
    const memory = new InputMemory();
    const taken = Array.from({ length: 6 }, () => memory.take(8));
    for (const each of taken) memory.giveBack(each);
    const again = Array.from({ length: 6 }, () => memory.take(8));
    expect(again.filter((each) => taken.includes(each))).toHaveLength(4);
  });

  it('is not given back twice', () => {
    const memory = new InputMemory();
    const taken = memory.take(8);
    memory.giveBack(taken);
    expect(() => memory.giveBack(taken)).toThrow();
  });
});
