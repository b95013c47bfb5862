import { z } from '../schema.ts';

/** A page with pictures, a table, or both, as the screen has them. */
export const PrintSheet = z
  .object({
    title: z.string().max(200),
    /** Whose it is and what it is; empty where identity is left out. */
    lines: z.array(z.string().max(1000)).max(20),
    table: z.array(z.array(z.string().max(1000)).max(12)).max(5000),
    language: z.enum(['en', 'zh']),
  })
  .strict();
export type PrintSheet = z.infer<typeof PrintSheet>;
