/** How many rows of the worklist are asked for at once. */
export const PAGE_ROWS = 100;
