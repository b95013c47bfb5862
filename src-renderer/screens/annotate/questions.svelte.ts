import type { Field } from '../../../src-shared/annotation/label-schema.ts';
import { answerKey, type AnswerPlace } from '../../../src-shared/annotation/labelling.ts';
import { isAsked } from '../../../src-shared/annotation/step-check.ts';
import { answerAt, answerStep, picked } from './answer-step.ts';
import type { Bench } from './bench.svelte.ts';

/** A field where it is asked now. */
export interface Question {
  /** Unlike any other's on the screen. */
  readonly id: string;
  readonly field: Field;
  readonly place: AnswerPlace;
}

/** The questions about what is on the screen, and which one the number keys answer. */
export class Questions {
  current = $state<string | null>(null);
  readonly #bench: Bench;
  readonly #writable: () => boolean;

  constructor(bench: Bench, writable: () => boolean) {
    this.#bench = bench;
    this.#writable = writable;
  }

  /** The region that is asked about: the shape that is selected, else the layer in hand. */
  get region(): string | null {
    const { state } = this.#bench.session;
    const { selected, layer, segment } = this.#bench;
    if (selected && state.shapes.has(selected)) return selected;
    if (layer && state.layers.has(layer)) return layer;
    const own = [...state.layers.values()].findLast((one) => one.segment === segment?.number);
    return own?.uid ?? null;
  }

  /** In the schema's order; fields of a region only while there is one. */
  get all(): Question[] {
    const { session, slice } = this.#bench;
    const { region } = this;
    return session.open.schema.fields.flatMap((field): Question[] => {
      const place: AnswerPlace | null =
        field.scope === 'item'
          ? { scope: 'item' }
          : field.scope === 'slice'
            ? { scope: 'slice', slice }
            : region
              ? { scope: 'region', uid: region }
              : null;
      return place ? [{ id: answerKey(field.key, place), field, place }] : [];
    });
  }

  /** Those that are asked: what waits for another answer is not. */
  get asked(): Question[] {
    const { session } = this.#bench;
    return this.all.filter(({ field, place }) => isAsked(session.state, session.open.schema, field, place));
  }

  /** Goes to the next question, or to the one before, round the end. */
  step(by: 1 | -1): void {
    const { asked } = this;
    if (asked.length === 0) return;
    const at = asked.findIndex(({ id }) => id === this.current);
    const next = at < 0 ? (by > 0 ? 0 : asked.length - 1) : (at + by + asked.length) % asked.length;
    this.current = asked[next]!.id;
  }

  /** Answers the current question (else the first) with its option of that number, from 0. */
  answer(option: number): void {
    const question =
      this.asked.find(({ id }) => id === this.current) ?? this.asked.find(({ field }) => 'options' in field);
    if (!question || !this.#writable()) return;
    const { field, place } = question;
    const key = 'options' in field ? field.options[option]?.key : undefined;
    if (key === undefined) return;
    this.current = question.id;
    const { session } = this.#bench;
    session.take(answerStep(session.state, field, place, picked(field, answerAt(session.state, field, place), key)));
  }
}
