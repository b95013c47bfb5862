import { protocol } from 'electron';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The page's address. Nothing else is ever loaded into a window. */
export const PAGE_ORIGIN = 'app://main';

export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
};

/** Must run before the application is ready: makes `app://` a secure origin of its own. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** What is answered to a request for `app://`. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array | string | undefined;
}

/**
 * Serves the program's own assets under `app://main/`, and report pages under `app://report/` through `reportPages`.
 * Whatever is not a plain file below `folder` answers 404; a path that tries to leave it answers 400.
 *
 * By the older of Electron's two interfaces: the newer one loads a whole HTTP client into main before the first page, which
 * costs a tenth of the start.
 */
export function servePage(folder: string, reportPages: (url: URL) => PageAnswer | undefined): void {
  protocol.registerBufferProtocol('app', ({ url, method }, answer) => {
    const { status, headers, body } = pageAnswer(folder, reportPages, method, url);
    answer({ statusCode: status, headers, mimeType: headers['content-type'] ?? '', data: Buffer.from(body ?? '') });
  });
}

/** See {@link servePage}. */
export function pageAnswer(
  folder: string,
  reportPages: (url: URL) => PageAnswer | undefined,
  method: string,
  address: string,
): PageAnswer {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.host === 'report') return reportPages(url) ?? { status: 404, headers: HEADERS };
  if (url?.host !== 'main' || method !== 'GET') return { status: 404, headers: HEADERS };
  const file = fileBelow(folder, url.pathname);
  if (file === undefined) return { status: 400, headers: HEADERS };
  try {
    // a few milliseconds for the largest; reading it piece by piece takes the start ten times as long
    return { status: 200, headers: { ...HEADERS, 'content-type': contentType(file) }, body: readFileSync(file) };
  } catch {
    return { status: 404, headers: HEADERS };
  }
}

/**
 * The file below `folder` that a URL path names, or undefined where it tries to be clever: decoded once; `..`, encoded
 * separators, backslashes, colons and NUL are refused; what remains must still lie below the folder.
 */
export function fileBelow(folder: string, urlPath: string): string | undefined {
  if (/%2f|%5c|\\/i.test(urlPath)) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (/[\0\\:]/.test(decoded) || decoded.split('/').includes('..')) return undefined;
  const file = path.join(folder, decoded === '/' ? 'index.html' : decoded);
  const relative = path.relative(folder, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? undefined : file;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

function contentType(file: string): string {
  return TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
}
