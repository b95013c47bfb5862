import { ANSWERED_AS_TEXT, type Bridge } from '../../src-shared/contract/bridge.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type {
  CallAnswer,
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
} from '../../src-shared/contract/table.ts';

declare global {
  interface Window {
    readonly skiagraph: Bridge;
  }
}

type Listener = (payload: never) => void;

/** While developing, answers and events are checked; the schemas are no part of the built page. */
const contract = import.meta.env.DEV ? await import('../../src-shared/contract/table.ts') : null;

const listeners = new Map<EventName, Set<Listener>>();
window.skiagraph.onEvent((name, payload) => {
  const event = name as EventName;
  contract?.EVENTS[event].parse(payload);
  for (const listener of listeners.get(event) ?? []) listener(payload as never);
});

function open<N extends CallName>(name: N, answer: CallAnswer<N>): CallOutput<N> {
  if (!answer.ok) throw new CodedError(answer.error.code, answer.error.details);
  contract?.CALLS[name].output.parse(answer.value);
  return answer.value;
}

/** Calls main by the contract. Throws {@link CodedError} with the contract's codes. */
export async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  if (!ANSWERED_AS_TEXT.has(name)) return open(name, (await window.skiagraph.call(name, input)) as CallAnswer<N>);
  return open(name, JSON.parse(await window.skiagraph.callText(name, input)) as CallAnswer<N>);
}

/** Imports what was dropped on the window; answers like `import.choose`. */
export async function importDropped(files: File[]): Promise<CallOutput<'import.choose'>> {
  return open('import.choose', await window.skiagraph.importDropped(files));
}

/** Listens to an event from main; the answer ends the listening. */
export function on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  const set = listeners.get(name) ?? new Set<Listener>();
  listeners.set(name, set);
  set.add(listener);
  return () => set.delete(listener);
}
