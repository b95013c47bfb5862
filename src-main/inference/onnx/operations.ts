import { CodedError } from '../../../src-shared/contract/coded.ts';
import { ELEMENTWISE, likeFirst } from './elementwise-rules.ts';
import { LAYOUT } from './layout-rules.ts';
import { formless, retyped, type Known, type Step } from './known.ts';
import { MAKING } from './making-rules.ts';
import { TYPE, type ModelNode } from './model.ts';
import type { Rule, Rules } from './rules.ts';
import { FUSED_PRODUCTS, SUMMING } from './summing-rules.ts';
import { WINDOWS } from './window-rules.ts';

/** Operators with graphs of their own; `bounds.ts` walks them. */
export const CONTROL = new Set(['If', 'Loop', 'Scan']);

/** ONNX's own operators. What is not here has no bounds, is not repeatable (random numbers) or reads other formats. */
const ONNX_RULES: Rules = { ...ELEMENTWISE, ...WINDOWS, ...LAYOUT, ...MAKING, ...SUMMING };

/** What ONNX Runtime's offline optimiser writes into networks of pictures. */
/** The sum of two, normalised; mean, deviation and the sum itself may be answered besides. */
function skipNormalization(step: Step): Known[] {
  const value = retyped(step.input(0));
  const moment = formless(TYPE.FLOAT, value.elements);
  return [value, moment, moment, value];
}

const RUNTIME_RULES: Rules = {
  ...FUSED_PRODUCTS,
  FusedConv: WINDOWS['Conv'] as Rule,
  Gelu: likeFirst,
  FastGelu: likeFirst,
  BiasGelu: likeFirst,
  QuickGelu: likeFirst,
  SkipLayerNormalization: skipNormalization,
};

const DOMAINS = new Map<string, Rules>([
  ['', ONNX_RULES],
  ['com.microsoft', RUNTIME_RULES],
]);

/**
 * The rule of a node's operator: the list of rules is the list of what a network may use. Errors: `onnx-op-not-allowed`
 * with the operator's name (`domain.Name` outside ONNX's own).
 */
export function ruleOf({ op, domain }: Pick<ModelNode, 'op' | 'domain'>): Rule {
  const rules = DOMAINS.get(domain);
  if (!rules || !Object.hasOwn(rules, op)) {
    throw new CodedError('onnx-op-not-allowed', { op: (domain === '' ? op : `${domain}.${op}`).slice(0, 100) });
  }
  return rules[op] as Rule;
}
