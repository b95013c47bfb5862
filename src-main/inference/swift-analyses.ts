import type { SentQuestion, StageProgress } from './calls.ts';

/** What is over sooner has ended before anybody could read how far it is. */
const SWIFT_MS = 50;
/** Kinds of question of which it is remembered that they are answered swiftly. */
const MOST_KEPT = 64;

type Kind = Pick<SentQuestion, 'model' | 'pixels' | 'volume' | 'explain'>;

/**
 * Which questions are answered so swiftly that nobody is told of their stages: five messages of a quick network's film take
 * as long as its run. A question of another kind (another network, another size) is followed from its first answer on.
 */
export class SwiftAnalyses {
  readonly #swift = new Set<string>();

  /** @param now milliseconds, for tests */
  async follow<T>(
    question: Kind,
    tell: (progress: StageProgress) => void,
    work: (tell: (progress: StageProgress) => void) => Promise<T>,
    now: () => number = () => performance.now(),
  ): Promise<T> {
    const kind = kindOf(question);
    const start = now();
    const late = (progress: StageProgress) => {
      if (now() - start >= SWIFT_MS) tell(progress);
    };
    try {
      return await work(this.#swift.has(kind) ? late : tell);
    } finally {
      this.#swift.delete(kind);
      if (now() - start < SWIFT_MS) this.#swift.add(kind);
      const [oldest] = this.#swift;
      if (this.#swift.size > MOST_KEPT && oldest !== undefined) this.#swift.delete(oldest);
    }
  }
}

function kindOf({ model, pixels: { rows, columns, samplesPerPixel }, volume, explain }: Kind): string {
  return JSON.stringify([model, rows, columns, samplesPerPixel, volume?.slices.length ?? 1, explain ?? null]);
}
