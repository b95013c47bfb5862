import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import {
  CALLS,
  type CallAnswer,
  type CallName,
  type CallOutput,
  type CallParsed,
} from '../../src-shared/contract/table.ts';
import { sayingUnkept, type Unkept } from '../../src-shared/contract/unkept.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { UNKEPT_OF_CALLS } from './unkept-of-calls.ts';

/** One handler a call of the contract. What it throws crosses as a coded failure. */
export type CallHandlers = { [N in CallName]: (input: CallParsed<N>) => Promise<CallOutput<N>> | CallOutput<N> };

export interface Gate {
  readonly handlers: CallHandlers;
  /** Calls wait for it: the case log is opened while the page loads. */
  readonly ready: Promise<void>;
  /** Why nothing may be written now; null: it may. */
  readonly writeRefusal: () => Coded | null;
  readonly importPaths: (paths: string[]) => Promise<CallOutput<'import.choose'>>;
}

/** What the gate looks at of a sender. */
export interface Sender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

const LONGEST_PATH = 4096;
const MOST_PATHS = 10_000;

/** The only place where messages from a page come in. */
export function openGate(gate: Gate): void {
  ipcMain.handle(CHANNELS.call, (event: IpcMainInvokeEvent, name: unknown, input: unknown) =>
    answerCall(gate, event, name, input),
  );
  ipcMain.handle(CHANNELS.callText, async (event: IpcMainInvokeEvent, name: unknown, input: unknown) =>
    JSON.stringify(await answerCall(gate, event, name, input)),
  );
  ipcMain.handle(CHANNELS.dropped, (event: IpcMainInvokeEvent, paths: unknown) => answerDrop(gate, event, paths));
}

/**
 * Checks sender, name, input and permission, in this order, then lets the handler work. `call-denied`: not the program's
 * own top frame. `call-malformed`: no such call, or an input that its schema refuses.
 */
export function answerCall(gate: Gate, event: Sender, name: unknown, input: unknown): Promise<CallAnswer<CallName>> {
  return answered(unkeptOf(name), async () => {
    mustBePage(event);
    if (typeof name !== 'string' || !Object.hasOwn(CALLS, name)) throw new CodedError('call-malformed');
    const call = name as CallName;
    const parsed = CALLS[call].input.safeParse(input);
    if (!parsed.success) {
      throw new CodedError('call-malformed', { call, field: parsed.error.issues[0]?.path.join('.') ?? '' });
    }
    await gate.ready;
    if (CALLS[call].permission === 'write') mustBeWritable(gate);
    return gate.handlers[call](parsed.data as never);
  });
}

/** Files dropped on the window: paths that the preload took from real files, never text of the page. */
export function answerDrop(gate: Gate, event: Sender, paths: unknown): Promise<CallAnswer<'import.choose'>> {
  return answered('import', async () => {
    mustBePage(event);
    const plausible =
      Array.isArray(paths) &&
      paths.length <= MOST_PATHS &&
      paths.every((path): path is string => typeof path === 'string' && path !== '' && path.length <= LONGEST_PATH);
    if (!plausible) throw new CodedError('call-malformed');
    await gate.ready;
    mustBeWritable(gate);
    return gate.importPaths(paths);
  });
}

async function answered<T>(
  unkept: Unkept | null,
  work: () => Promise<T>,
): Promise<{ ok: true; value: T } | { ok: false; error: Coded }> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    const coded = toCoded(thrown);
    return { ok: false, error: unkept ? sayingUnkept(coded, unkept) : coded };
  }
}

/** What a call was to keep; null: it keeps nothing, or is none. */
function unkeptOf(name: unknown): Unkept | null {
  if (typeof name !== 'string' || !Object.hasOwn(UNKEPT_OF_CALLS, name)) return null;
  return UNKEPT_OF_CALLS[name as CallName] ?? null;
}

function mustBePage({ senderFrame }: Sender): void {
  if (senderFrame?.parent !== null || !senderFrame.url.startsWith(`${PAGE_ORIGIN}/`))
    throw new CodedError('call-denied');
}

function mustBeWritable(gate: Gate): void {
  const refusal = gate.writeRefusal();
  if (refusal) throw new CodedError(refusal.code, refusal.details);
}
