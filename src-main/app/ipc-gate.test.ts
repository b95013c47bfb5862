import { describe, expect, it, vi } from 'vitest';
import { CHANNELS } from '../../src-shared/contract/bridge.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { CALLS, type CallName } from '../../src-shared/contract/table.ts';

const channels = new Map<string, (...given: unknown[]) => Promise<unknown>>();
vi.mock('electron', () => ({
  ipcMain: { handle: (name: string, answer: () => Promise<unknown>) => channels.set(name, answer) },
  net: {},
  protocol: {},
}));
const { answerCall, answerDrop, openGate } = await import('./ipc-gate.ts');
type Gate = Parameters<typeof answerCall>[0];

const page = { senderFrame: { url: 'app://main/index.html', parent: null } };
const names = Object.keys(CALLS) as CallName[];

function gateWith(
  handler: (name: CallName, input: unknown) => unknown,
  refusal: ReturnType<Gate['writeRefusal']> = null,
): Gate {
  const handlers = Object.fromEntries(names.map((name) => [name, (input: unknown) => handler(name, input)]));
  return {
    handlers: handlers as never,
    ready: Promise.resolve(),
    writeRefusal: () => refusal,
    importPaths: async () => ({ jobId: null }),
  };
}

describe('the gate between page and main', () => {
  it.each(names)(
    'denies %s to a frame inside the page, to another origin and to a frame that is gone',
    async (name) => {
      const handler = vi.fn();
      const gate = gateWith(handler);
      const strangers = [
        { senderFrame: { url: 'app://main/index.html', parent: {} } },
        { senderFrame: { url: 'app://main.evil/index.html', parent: null } },
        { senderFrame: { url: 'https://main/', parent: null } },
        { senderFrame: { url: 'app://report/1', parent: null } },
        { senderFrame: null },
      ];
      for (const stranger of strangers) {
        expect(await answerCall(gate, stranger, name, {})).toMatchObject({ ok: false, error: { code: 'call-denied' } });
      }
      expect(handler).not.toHaveBeenCalled();
    },
  );

  it.each(names)('refuses input of %s that its schema does not know', async (name) => {
    const handler = vi.fn();
    const gate = gateWith(handler);
    for (const malformed of [null, 7, 'x', [], { surplus: 'x'.repeat(10) }, { caseId: -1 }, { reportId: '1' }]) {
      expect(await answerCall(gate, page, name, malformed)).toMatchObject({
        ok: false,
        error: { code: 'call-malformed' },
      });
    }
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(['no.such', '__proto__', 'constructor', 'toString', 7, undefined])('knows no call named %s', async (name) => {
    const answer = await answerCall(gateWith(vi.fn()), page, name, {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'call-malformed' } });
  });

  it('lets nothing be written while the log is read-only, and everything be read', async () => {
    const handler = vi.fn((name: CallName) => name);
    const gate = gateWith(handler, { code: 'log-read-only', details: {} });
    expect(await answerCall(gate, page, 'import.sample', { study: 'film' })).toMatchObject({
      error: { code: 'log-read-only' },
    });
    expect(await answerDrop(gate, page, ['/x'])).toMatchObject({ error: { code: 'log-read-only' } });
    expect(await answerCall(gate, page, 'app.state', {})).toEqual({ ok: true, value: 'app.state' });
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('passes what a handler throws as its code, and hides nothing behind a success', async () => {
    const gate = gateWith(() => {
      throw new CodedError('disk-full', { freeMb: 0 });
    });
    expect(await answerCall(gate, page, 'app.state', {})).toEqual({
      ok: false,
      error: { code: 'disk-full', details: { freeMb: 0 } },
    });
    const surprised = gateWith(() => {
      throw new TypeError('x is not a function');
    });
    expect(await answerCall(surprised, page, 'app.state', {})).toMatchObject({ error: { code: 'internal-error' } });
  });

  it('says what a full disk or a held log kept from being saved: what was typed only where something was', async () => {
    const full = gateWith(() => {
      throw new CodedError('disk-full');
    });
    const answers = await Promise.all([
      answerCall(full, page, 'words.keep', {
        caseId: 1,
        words: { judgementComments: {}, opinion: { present: null, comment: 'x' } },
      }),
      answerCall(full, page, 'analysis.batch', { caseIds: [1], modelId: 'chest' }),
      answerCall(full, page, 'app.state', {}),
      answerDrop(gateWith(vi.fn(), { code: 'log-busy', details: {} }), page, ['/x']),
    ]);
    expect(answers.map((answer) => (answer.ok ? null : answer.error))).toEqual([
      { code: 'disk-full', details: { unkept: 'typed' } },
      { code: 'disk-full', details: { unkept: 'question' } },
      { code: 'disk-full', details: {} },
      { code: 'log-busy', details: { unkept: 'import' } },
    ]);
  });

  it('answers as text what it answers as values, and strangers no better', async () => {
    openGate(gateWith((name) => ({ name, ages: [null, 0.1], words: '“ä”', absent: undefined })));
    const ask = channels.get(CHANNELS.callText)!;
    const text = await ask(page, 'app.state', {});
    expect(JSON.parse(text as string)).toEqual({
      ok: true,
      value: { name: 'app.state', ages: [null, 0.1], words: '“ä”' },
    });
    expect(JSON.parse((await ask({ senderFrame: null }, 'app.state', {})) as string)).toMatchObject({
      error: { code: 'call-denied' },
    });
    expect(JSON.parse((await ask(page, 'app.state', 7)) as string)).toMatchObject({
      error: { code: 'call-malformed' },
    });
  });

  it.each([[null], ['/a'], [['']], [[7]], [['x'.repeat(5000)]]])('refuses %j as dropped files', async (paths) => {
    expect(await answerDrop(gateWith(vi.fn()), page, paths)).toMatchObject({ error: { code: 'call-malformed' } });
  });
});
