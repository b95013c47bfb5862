/** Arrays that wait to be used again: a long batch has one in hand and one made ready, and gives both back. */
const MOST_FREE = 4;

/**
 * Memory for what networks are fed with, used again and again. An array of some hundred kilobytes for every film would have the
 * system clear fresh pages and the collector look for dead arrays all the time. Who takes an array owns it until it is given
 * back, and gives it back only when nobody reads it any more.
 */
export class InputMemory {
  readonly #free: Float32Array[] = [];

  /** An array of so many numbers, of any values: whoever takes it writes all of them. The last that came is the nearest to the processor. */
  take(numbers: number): Float32Array {
    const at = this.#free.findLastIndex(({ length }) => length === numbers);
    return at < 0 ? new Float32Array(numbers) : (this.#free.splice(at, 1)[0] as Float32Array);
  }

  /** Throws where it was given back before: two would be given it at once. */
  giveBack(values: Float32Array): void {
    if (this.#free.includes(values)) throw new Error('this memory was given back before');
    this.#free.push(values);
    if (this.#free.length > MOST_FREE) this.#free.shift();
  }
}
