import { TAKEN_APART_BYTES, TYPE, elementBytes, heldBytes, isHalf, isWhole, type Values } from './model.ts';
import { broadcastKnown, formless, retyped, shaped, valuesOf, type Known, type Step } from './known.ts';
import type { Rules } from './rules.ts';

/** One output of the first input's shape and type. */
export const likeFirst = (step: Step): Known[] => [retyped(step.input(0))];

/** The same by an operator that holds so many copies of its input meanwhile. */
const copying =
  (copies: number) =>
  (step: Step): Known[] => {
    const value = step.input(0);
    step.works(copies * value.elements * heldBytes(value.type));
    return likeFirst(step);
  };

/** The same by an operator that the runtime takes apart for numbers of half precision. */
function apartForHalves(step: Step): Known[] {
  const { elements, type } = step.input(0);
  if (isHalf(type)) step.works(elements * TAKEN_APART_BYTES);
  return likeFirst(step);
}

/** What is scattered is scattered by places that are copied, each of 8 bytes. */
function scattered(step: Step): Known[] {
  step.works(step.input(1).elements * elementBytes(TYPE.INT64));
  return likeFirst(step);
}

/** Along any axis but the last the input is turned first, and from version 13 on it is that one axis. */
const alongAxis =
  (copies: number) =>
  (step: Step): Known[] => {
    const { dims } = step.input(0);
    const last = dims !== null && step.axis(step.int('axis', -1), dims.length) === dims.length - 1;
    return step.opset < 13 || last ? likeFirst(step) : copying(copies)(step);
  };

const asType = (type: number) => (step: Step) => [retyped(step.input(0), type)];

const identity = (step: Step): Known[] => [step.input(0)];

function cast(step: Step): Known[] {
  const value = step.input(0);
  const type = step.has(1) ? step.input(1).type : step.int('to', TYPE.FLOAT);
  const numbers = step.numbers(0);
  if (!numbers || numbers.some((number) => Math.abs(number) >= Number.MAX_SAFE_INTEGER)) return [retyped(value, type)];
  const made = numbers.map((number) => {
    if (type === TYPE.BOOL) return Number(number !== 0);
    if (isWhole(type)) return Math.trunc(number);
    return type === TYPE.FLOAT ? Math.fround(number) : number;
  });
  return [{ ...value, type, values: valuesOf(type, made) }];
}

const rounded =
  (round: (value: number) => number) =>
  (step: Step): Known[] => {
    const value = step.input(0);
    const numbers = step.numbers(0);
    return [{ ...value, values: numbers ? valuesOf(value.type, numbers.map(round)) : null }];
  };

type Whole = (a: bigint, b: bigint) => bigint | null;
type Real = (a: number, b: number) => number;

/** Broadcasting arithmetic of two; computed where both are known, for that is how shapes are made. */
const arithmetic =
  (whole: Whole, real: Real, type?: number) =>
  (step: Step): Known[] => {
    const [a, b] = [step.input(0), step.input(1)];
    const known = broadcastKnown(type ?? a.type, [a, b]);
    return [{ ...known, values: known.dims && known.exact ? combined(a, b, known, whole, real) : null }];
  };

const inType = (type: number, value: number) => (type === TYPE.DOUBLE ? value : Math.fround(value));

function combined(a: Known, b: Known, out: Known, whole: Whole, real: Real): Values | null {
  // shapes are lists: a longer tensor of more dimensions is not followed
  if (!a.values || !b.values || !out.dims || out.dims.length > 1 || out.elements > Math.max(a.elements, b.elements))
    return null;
  const values: (bigint | number)[] = [];
  for (let i = 0; i < out.elements; i++) {
    const [x, y] = [a.values[a.elements === 1 ? 0 : i], b.values[b.elements === 1 ? 0 : i]];
    const value =
      typeof x === 'bigint' && typeof y === 'bigint'
        ? whole(x, y)
        : typeof x === 'number' && typeof y === 'number'
          ? inType(out.type, real(x, y))
          : null;
    if (value === null) return null;
    values.push(typeof value === 'bigint' ? BigInt.asIntN(64, value) : value);
  }
  if (isWhole(out.type) && values.some((value) => typeof value === 'number'))
    return valuesOf(out.type, values.map(Number));
  return values;
}

const truth = (value: boolean) => (value ? 1n : 0n);
const broadcasting =
  (type?: number) =>
  (step: Step): Known[] => {
    const values = step.inputs.map((_, i) => step.input(i));
    const known = broadcastKnown(type ?? step.input(0).type, values);
    // of more than two the next result is made beside the last
    if (values.length > 2) step.works(known.elements * heldBytes(known.type));
    return [known];
  };

/** Of two lengths one is taken; of more nothing is followed. */
const ofTwo = (whole: Whole, real: Real) => {
  const [two, more] = [arithmetic(whole, real), broadcasting()];
  return (step: Step): Known[] => (step.inputs.length === 2 ? two : more)(step);
};

/** The largest negative number of a type has no opposite in it; so far out nothing is followed. */
function magnitude(step: Step): Known[] {
  const value = step.input(0);
  const values = value.values?.map((one) => (one < 0 ? -one : one)) as Values | undefined;
  const far = values?.some((one) => Math.abs(Number(one)) >= Number.MAX_SAFE_INTEGER) ?? true;
  return [{ ...value, values: far ? null : (values ?? null) }];
}

function where(step: Step): Known[] {
  const [condition, a, b] = [step.input(0), step.input(1), step.input(2)];
  const known = broadcastKnown(a.type, [condition, a, b]);
  // what is taken of the one and of the other, before the two are put together
  step.works(2 * known.elements * heldBytes(known.type));
  const pick = (value: Known, i: number) => value.values?.[value.elements === 1 ? 0 : i] ?? null;
  if (!known.dims || known.dims.length > 1 || !known.exact || !condition.values || !a.values || !b.values)
    return [known];
  const values = Array.from({ length: known.elements }, (_, i) => pick(pick(condition, i) ? a : b, i));
  return [{ ...known, values: values.includes(null) ? null : (values as Values) }];
}

/** Statistics beside a normalised output have the input's dimensions with the normalised ones as one. */
function normalised(step: Step): Known[] {
  const value = step.input(0);
  const { dims } = value;
  if (!dims) return step.node.outputs.map((_, i) => (i === 0 ? retyped(value) : formless(TYPE.FLOAT, value.elements)));
  const axis = step.axis(step.int('axis', -1), dims.length);
  const moment = shaped(
    TYPE.FLOAT,
    dims.map((dim, i) => (i < axis ? dim : 1)),
    value.exact,
  );
  return step.node.outputs.map((_, i) => (i === 0 ? retyped(value) : moment));
}

/** LRN squares a plane for every channel, and for as many more as it looks at around one; as many planes it divides by. */
function acrossChannels(step: Step): Known[] {
  const value = step.input(0);
  const [, channels = 1, ...sides] = value.dims ?? [];
  if (!value.dims) throw step.unbounded();
  step.works(
    (2 * channels + step.int('size', 1)) * sides.reduce((area, side) => area * side, 1) * heldBytes(value.type),
  );
  return likeFirst(step);
}

/** Does nothing, unless it is told that it is in training: then it draws, and no answer could be repeated. */
function dropout(step: Step): Known[] {
  if (step.has(2) && step.numbers(2)?.[0] !== 0) throw step.trains();
  return [step.input(0), retyped(step.input(0), TYPE.BOOL)];
}

/** In training it takes the mean and the deviation of the picture itself, and answers more than the one. */
function batchNormalization(step: Step): Known[] {
  if (step.int('training_mode', 0) !== 0 || step.node.outputs.length > 1) throw step.trains();
  return likeFirst(step);
}

function dynamicQuantize(step: Step): Known[] {
  return [retyped(step.input(0), TYPE.UINT8), shaped(TYPE.FLOAT, []), shaped(TYPE.UINT8, [])];
}

const quantize = (step: Step): Known[] => [
  retyped(step.input(0), step.has(2) ? step.input(2).type : step.int('output_dtype', 0) || TYPE.UINT8),
];
const dequantize = (step: Step): Known[] => [retyped(step.input(0), step.input(1).type)];

const rulesOf = (rule: (step: Step) => Known[], names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

/** Operators whose output has the shape of their inputs, broadcast where there are several. */
export const ELEMENTWISE: Rules = {
  ...rulesOf(
    likeFirst,
    'Acos Acosh Asin Asinh Atan Atanh BitwiseNot Celu Clip Cos Cosh CumProd CumSum Erf Exp ' +
      'Gelu HardSigmoid InstanceNormalization Log LpNormalization Neg Not Reciprocal Relu ReverseSequence ' +
      'RotaryEmbedding ScatterND Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Swish Tan Tanh Trilu',
  ),
  ...rulesOf(apartForHalves, 'Elu LeakyRelu Selu ThresholdedRelu'),
  ...rulesOf(scattered, 'Scatter ScatterElements'),
  ...rulesOf(copying(1), 'HardSwish Mish'),
  ...rulesOf(copying(2), 'GroupNormalization MeanVarianceNormalization'),
  ...rulesOf(alongAxis(1), 'LogSoftmax Softmax'),
  Hardmax: alongAxis(2),
  ...rulesOf(normalised, 'LayerNormalization RMSNormalization'),
  ...rulesOf(asType(TYPE.BOOL), 'IsInf IsNaN'),
  ...rulesOf(broadcasting(), 'Mean Sum BitShift BitwiseAnd BitwiseOr BitwiseXor'),
  ...rulesOf(broadcasting(TYPE.BOOL), 'And Or Xor'),
  PRelu: (step) => {
    apartForHalves(step);
    return broadcasting()(step);
  },
  Identity: identity,
  LRN: acrossChannels,
  BatchNormalization: batchNormalization,
  Dropout: dropout,
  Cast: cast,
  CastLike: cast,
  Ceil: rounded(Math.ceil),
  Floor: rounded(Math.floor),
  Round: likeFirst,
  Abs: magnitude,
  Max: ofTwo((a, b) => (a > b ? a : b), Math.max),
  Min: ofTwo((a, b) => (a < b ? a : b), Math.min),
  Add: arithmetic(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  Sub: arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  Mul: arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  // division by zero is the runtime's to refuse; nothing is known of its answer
  Div: arithmetic(
    (a, b) => (b === 0n ? null : a / b),
    (a, b) => a / b,
  ),
  // of real numbers it is not followed: not a number is no value
  Mod: arithmetic(
    (a, b) => (b === 0n || a < 0n || b < 0n ? null : a % b),
    () => NaN,
  ),
  Pow: broadcasting(),
  Equal: arithmetic(
    (a, b) => truth(a === b),
    (a, b) => Number(a === b),
    TYPE.BOOL,
  ),
  Greater: arithmetic(
    (a, b) => truth(a > b),
    (a, b) => Number(a > b),
    TYPE.BOOL,
  ),
  GreaterOrEqual: arithmetic(
    (a, b) => truth(a >= b),
    (a, b) => Number(a >= b),
    TYPE.BOOL,
  ),
  Less: arithmetic(
    (a, b) => truth(a < b),
    (a, b) => Number(a < b),
    TYPE.BOOL,
  ),
  LessOrEqual: arithmetic(
    (a, b) => truth(a <= b),
    (a, b) => Number(a <= b),
    TYPE.BOOL,
  ),
  Where: where,
  DynamicQuantizeLinear: dynamicQuantize,
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
};
