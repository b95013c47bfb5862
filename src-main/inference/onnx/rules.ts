import type { Known, Step } from './known.ts';

/** What is known of a node's outputs, in their order, when something is known of its inputs. */
export type Rule = (step: Step) => Known[];
export type Rules = Readonly<Record<string, Rule>>;
