import { app, session, type WebPreferences } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** What every window gets; there is no other kind of page. */
export const WINDOW_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  webviewTag: false,
  spellcheck: false,
  experimentalFeatures: false,
} as const satisfies WebPreferences;

/**
 * Closes every way out of a page: no permission is granted, nothing navigates, opens windows, embeds or downloads, and no
 * request but to the program's own scheme leaves a session. Call once, before the first window.
 */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  own.setSpellCheckerEnabled(false);
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwn(details.url) });
  });
}

/** Whether a URL is one that a page of this program may load. */
export function isOwn(url: string): boolean {
  return (
    url.startsWith(`${PAGE_ORIGIN}/`) ||
    url.startsWith('app://report/') ||
    url.startsWith(`blob:${PAGE_ORIGIN}/`) ||
    url.startsWith('devtools://')
  );
}
