import { totalmem } from 'node:os';

/** The most that the reader process may hold: 2 GiB or half of the machine's memory. */
export const READER_MEMORY_BYTES = Math.min(2 * 2 ** 30, totalmem() / 2);
