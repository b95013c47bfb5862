import { z } from '../schema.ts';

/**
 * A list of finite numbers that may be very long: looked at in one pass, where an array of zod's asks its schema about every one,
 * which for a matrix takes longer than all the rest of a manifest. What is wrong is told as zod tells it.
 *
 * @param most numbers; at least one is needed
 */
export function manyNumbers(most: number) {
  return z.custom<number[]>().superRefine((list, context) => {
    const input: unknown = list;
    // whoever looks at the list afterwards may rely on it
    const told = { input, continue: false };
    const size = { ...told, origin: 'array', inclusive: true };
    if (!Array.isArray(input)) context.addIssue({ ...told, code: 'invalid_type', expected: 'array' });
    else if (input.length === 0) context.addIssue({ ...size, code: 'too_small', minimum: 1 });
    else if (input.length > most) context.addIssue({ ...size, code: 'too_big', maximum: most });
    else {
      const wrong = input.findIndex((value) => !Number.isFinite(value));
      if (wrong < 0) return;
      context.addIssue({ ...told, code: 'invalid_type', expected: 'number', path: [wrong], input: input[wrong] });
    }
  });
}
