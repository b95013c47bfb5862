import type { ModelNumber, ModelOnDisk } from './calls.ts';

/** How many models a process is told of before it forgets the one that it was told of first. */
const MOST_TOLD = 8;

/**
 * Main's side of the models that a process was told of. A manifest with its matrices takes longer to cross than a quick network
 * takes to answer, so it crosses once and is then a number. A process that was started again knows nothing.
 */
export class ToldModels {
  #told: { readonly model: ModelOnDisk; readonly number: ModelNumber }[] = [];
  #last = 0;

  /** The process is another one. */
  forget(): void {
    this.#told = [];
  }

  /** A model's number; `tell` is called first where the process was not told yet, or has forgotten. */
  numberOf(model: ModelOnDisk, tell: (number: ModelNumber) => void): ModelNumber {
    const known = this.#told.find((each) => each.model === model);
    if (known) return known.number;
    const number = ++this.#last;
    this.#told = [...this.#told, { model, number }].slice(-MOST_TOLD);
    tell(number);
    return number;
  }
}

/** The process's side: the last models that it was told of. */
export class KnownModels {
  readonly #models = new Map<ModelNumber, ModelOnDisk>();

  know(number: ModelNumber, model: ModelOnDisk): void {
    this.#models.set(number, model);
    const [oldest] = this.#models.keys();
    if (this.#models.size > MOST_TOLD && oldest !== undefined) this.#models.delete(oldest);
  }

  /** A question with the model that it names. Throws where nobody told of that model: the two sides then disagree. */
  asked<Q extends { readonly model: ModelNumber }>(question: Q): Omit<Q, 'model'> & { readonly model: ModelOnDisk } {
    const model = this.#models.get(question.model);
    if (!model) throw new Error(`model ${question.model} is not known`);
    return { ...question, model };
  }
}
