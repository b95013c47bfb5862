import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

const electron = vi.hoisted(() => ({ app: undefined as unknown, session: {} as Record<string, unknown> }));
vi.mock('electron', () => ({
  get app() {
    return electron.app;
  },
  session: electron.session,
  protocol: {},
}));
const { isOwn, lockDown, WINDOW_PREFERENCES } = await import('./lockdown.ts');

describe('an address that a page may load', () => {
  it.each([
    'app://main/index.html',
    'app://main/assets/page.js?x=1',
    'app://report/0123456789abcdef/page.html',
    'blob:app://main/0b6d3f0e-6a54-4b0c-a2d5-9d8d5d3a3c55',
    'devtools://devtools/bundled/inspector.html',
  ])("is one of the program's own: %s", (url) => {
    expect(isOwn(url)).toBe(true);
  });

  it.each([
    'http://localhost/',
    'https://example.org/?app://main/',
    'https://app://main/',
    'ws://127.0.0.1:9229/',
    'wss://example.org/',
    'ftp://example.org/film.dcm',
    'file:///etc/passwd',
    'file://app://main/',
    'data:text/html,app://main/',
    'javascript:app://main/',
    'blob:https://example.org/1',
    'blob:app://report/1',
    'chrome://gpu',
    'app://main',
    'app://main.example.org/',
    'app://mainly/',
    'app://main@example.org/',
    'app://main:80@example.org/',
    'app://report.example.org/',
    'app://other/',
    ' app://main/',
    'APP://main/',
    '',
  ])('is none of others: %s', (url) => {
    expect(isOwn(url)).toBe(false);
  });

  it('never has a scheme of the network', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ validSchemes: ['http', 'https', 'ws', 'wss', 'ftp'], withQueryParameters: true }),
        (url) => {
          expect(isOwn(url)).toBe(false);
        },
      ),
    );
  });
});

describe('the lockdown', () => {
  type Asked = (...given: never[]) => unknown;
  const kept: Record<string, Asked> & { spelling?: unknown } = {};
  const keep = (name: string) => (handler: Asked) => void (kept[name] = handler);
  const own = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: keep('request'),
    setPermissionCheckHandler: keep('check'),
    setDevicePermissionHandler: keep('device'),
    setSpellCheckerEnabled: keep('spelling'),
    webRequest: { onBeforeRequest: keep('web') },
  });
  const app = new EventEmitter();
  electron.app = app;
  electron.session['defaultSession'] = own;
  lockDown();

  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen'])(
    'grants no page the permission %s',
    (permission) => {
      const answer = vi.fn();
      kept['request']!({} as never, permission as never, answer as never);
      expect(answer.mock.calls).toEqual([[false]]);
      expect(kept['check']!({} as never, permission as never)).toBe(false);
      expect(kept['device']!({} as never)).toBe(false);
    },
  );

  it('cancels every request that is not for the program itself', () => {
    const answer = vi.fn();
    for (const url of ['https://example.org/', 'app://main/index.html'])
      kept['web']!({ url } as never, answer as never);
    expect(answer.mock.calls).toEqual([[{ cancel: true }], [{ cancel: false }]]);
  });

  it('stops navigation, redirection, webviews, downloads and new windows in every page there will be', () => {
    let openWindow: Asked = () => undefined;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: Asked) => (openWindow = handler),
    });
    app.emit('web-contents-created', {}, contents);
    for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
      const event = { preventDefault: vi.fn() };
      contents.emit(name, event);
      expect(event.preventDefault, name).toHaveBeenCalledTimes(1);
    }
    expect(openWindow({ url: 'app://main/index.html' } as never)).toEqual({ action: 'deny' });
    const download = { preventDefault: vi.fn() };
    own.emit('will-download', download);
    expect(download.preventDefault).toHaveBeenCalledTimes(1);
  });

  it('fetches no dictionaries', () => {
    expect(kept['spelling']).toBe(false);
  });

  it('gives windows a sandbox and no way to Node', () => {
    expect(WINDOW_PREFERENCES).toEqual({
      sandbox: true,
      contextIsolation: true,
      webSecurity: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      experimentalFeatures: false,
    });
  });
});
