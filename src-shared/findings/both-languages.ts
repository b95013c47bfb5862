import { z } from '../schema.ts';

/** A text for people in both languages. */
export const BothLanguages = z.object({ en: z.string().min(1).max(4000), zh: z.string().min(1).max(4000) });
export type BothLanguages = z.infer<typeof BothLanguages>;
