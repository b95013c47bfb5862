import { z } from '../schema.ts';
import { problem } from './manifest-problem.ts';

/**
 * Signs that steer a screen or a terminal, or turn the direction of what follows: a text that has them may read otherwise than
 * it is written. Lines and tabs are none.
 */
const STEERING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** A text that is for reading. */
export const plainText = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((words) => !STEERING.test(words), problem('steering-signs'));

const text = plainText(4000).min(1);

/** A text for people in both languages. */
export const BothLanguages = z.object({ en: text, zh: text });
/** A title in both languages: one line. */
export const BothTitles = z.object({ en: plainText(200).min(1), zh: plainText(200).min(1) });

export type BothLanguages = z.infer<typeof BothLanguages>;
