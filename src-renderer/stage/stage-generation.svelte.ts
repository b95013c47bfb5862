let generation = $state(0);

/** Counts how often the stage's engine had to be made anew; panes of an earlier one are to be opened again as they were. */
export const stageGeneration = {
  get now(): number {
    return generation;
  },
  /** The engine is gone. */
  next(): void {
    generation += 1;
  },
};
