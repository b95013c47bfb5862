import { z } from '../schema.ts';
import { CODES, LONGEST_DETAIL } from './coded.ts';

/** The schemas of what `coded.ts` names: for what is read from a file or crosses between page and main. */
export const Code = z.enum(CODES);

export const Details = z.record(z.string(), z.union([z.string().max(LONGEST_DETAIL), z.number()]));

export const Coded = z.object({ code: Code, details: Details.default({}) });
