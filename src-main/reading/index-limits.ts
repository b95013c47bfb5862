/** How many files an index may have met whose reading has not ended: all that it ever holds. */
export const MOST_IN_HAND = 512;
