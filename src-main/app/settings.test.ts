import { describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { Settings } from '../../src-shared/contract/records.ts';
import { CurrentSettings } from './settings.ts';

const DEFAULTS: Settings = {
  ...{ language: 'en', theme: 'dark', readFirst: false, signer: '' },
  ...{ shortcuts: {}, windows: {}, hiddenCorners: [], scale: 0 },
};

function logWith(kept: unknown = {}) {
  const call = vi.fn(async (name: string, _input: unknown) => (name === 'settings.get' ? kept : null));
  return { call: call as never, calls: call.mock };
}

describe('the settings of this machine', () => {
  it.each([
    ['en-GB', 'en'],
    ['zh-CN', 'zh'],
    ['zh', 'zh'],
    ['ZH-Hant-TW', 'zh'],
    ['de-DE', 'en'],
    ['', 'en'],
  ])("begin in the system's language: %s gives %s", (locale, language) => {
    expect(new CurrentSettings(locale).now).toEqual({ ...DEFAULTS, language });
  });

  it('take over what the log has kept and leave the rest as it was', async () => {
    const settings = new CurrentSettings('en');
    await settings.load(logWith({ readFirst: true, signer: 'Dr. Li' }));
    expect(settings.now).toEqual({ ...DEFAULTS, readFirst: true, signer: 'Dr. Li' });
  });

  it.each([
    ['a language that does not exist', { language: 'xx', signer: 'Dr. Li' }],
    ['a theme of the wrong kind', { theme: 7 }],
    ['a signer longer than any name', { signer: 'x'.repeat(201) }],
    ['a window without width', { windows: { CT: [{ name: 'Lung', center: -600, width: 0 }] } }],
    ['a corner line that does not exist', { hiddenCorners: ['patient'] }],
    ['a page too large to be used', { scale: 12 }],
    ['no object', 'settings'],
    ['nothing', null],
  ])('stay at their defaults where the log holds %s', async (_name, kept) => {
    const settings = new CurrentSettings('en');
    await settings.load(logWith(kept));
    expect(settings.now).toEqual(DEFAULTS);
  });

  it('are never filled through a prototype', async () => {
    const settings = new CurrentSettings('en');
    await settings.load(logWith(JSON.parse('{"__proto__": {"readFirst": true, "polluted": true}}')));
    expect(settings.now).toEqual(DEFAULTS);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Settings.strict().parse(settings.now)).toEqual(settings.now);
  });

  it('are written to the log before they count', async () => {
    const settings = new CurrentSettings('en');
    const log = logWith();
    expect(await settings.change(log, true, { theme: 'light' })).toEqual({ ...DEFAULTS, theme: 'light' });
    expect(log.calls.calls).toEqual([['settings.change', { theme: 'light' }]]);
    expect(settings.now.theme).toBe('light');
  });

  it('stay as they are when the log does not take them', async () => {
    const settings = new CurrentSettings('en');
    const full = { call: (async () => Promise.reject(new CodedError('disk-full'))) as never };
    await expect(settings.change(full, true, { readFirst: true })).rejects.toMatchObject({ code: 'disk-full' });
    expect(settings.now).toEqual(DEFAULTS);
  });

  it('can be changed for this session where nothing may be written', async () => {
    const settings = new CurrentSettings('en');
    const log = logWith();
    await settings.change(log, false, { language: 'zh' });
    expect(log.calls.calls).toEqual([]);
    expect(settings.now).toEqual({ ...DEFAULTS, language: 'zh' });
  });

  it('can be switched off and emptied again, and a field that is not given changes nothing', async () => {
    const settings = new CurrentSettings('en');
    await settings.change(logWith(), true, { readFirst: true, signer: 'Dr. Li' });
    await settings.change(logWith(), true, { readFirst: false, signer: '' });
    expect(settings.now).toEqual(DEFAULTS);
    await settings.change(logWith(), true, { theme: 'light' });
    await settings.change(logWith(), true, { theme: undefined } as never);
    expect(settings.now.theme).toBe('light');
  });
});
