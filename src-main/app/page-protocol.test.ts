import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ net: {}, protocol: {} }));
const { CONTENT_SECURITY_POLICY, fileBelow, pageAnswer } = await import('./page-protocol.ts');

const folder = path.resolve('/program/page');

describe('the page protocol', () => {
  it('serves the page itself and plain files below it', () => {
    expect(fileBelow(folder, '/')).toBe(path.join(folder, 'index.html'));
    expect(fileBelow(folder, '/assets/index-1.js')).toBe(path.join(folder, 'assets', 'index-1.js'));
  });

  it.each([
    '/../secret',
    '/assets/../../secret',
    '/%2e%2e/secret',
    '/..%2fsecret',
    '/%2e%2e%5csecret',
    '/assets\\..\\secret',
    '/a%00.js',
    '/C:/secret',
    '/%zz',
    '/%252e%252e/%2fsecret',
  ])('refuses %s', (urlPath) => {
    expect(fileBelow(folder, urlPath)).toBeUndefined();
  });

  it('decodes once only: a doubly encoded climb stays a strange file name inside the folder', () => {
    expect(fileBelow(folder, '/%252e%252e/secret')).toBe(path.join(folder, '%2e%2e', 'secret'));
  });

  it('never answers a file outside its folder, whatever the path', () => {
    fc.assert(
      fc.property(
        fc.webPath(),
        fc.array(fc.constantFrom('..', '.', '%2e', '%2f', '/', '\\', 'a', '%00')),
        (web, parts) => {
          for (const urlPath of [web, `/${parts.join('/')}`, `/${parts.join('')}`]) {
            const file = fileBelow(folder, urlPath);
            if (file !== undefined) expect(file.startsWith(folder + path.sep)).toBe(true);
          }
        },
      ),
    );
  });

  it('allows neither inline nor evaluated script, and no other origin', () => {
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|http|\*|data:/);
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
  });
});

describe('an answer of the page protocol', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'skiagraph-page-'));
  const page = path.join(root, 'page');
  mkdirSync(page);
  writeFileSync(path.join(root, 'secret'), 'secret');
  writeFileSync(path.join(page, 'index.html'), '<p>page</p>');
  writeFileSync(path.join(page, 'a.js'), 'let a;');
  afterAll(() => rmSync(root, { recursive: true }));
  const report = { status: 200, headers: { 'content-type': 'text/html' }, body: 'report' };
  const ask = (address: string, method = 'GET') => pageAnswer(page, () => report, method, address);

  it('carries the file, its type and the security policy', () => {
    const { status, headers, body } = ask('app://main/a.js?x=1#y');
    expect([status, String(body)]).toEqual([200, 'let a;']);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
    });
    expect(String(ask('app://main/').body)).toBe('<p>page</p>');
  });

  it('to a report goes to whoever prints it', () => {
    expect(ask('app://report/token/page.html')).toBe(report);
    expect(pageAnswer(page, () => undefined, 'GET', 'app://report/token/page.html').status).toBe(404);
  });

  it.each([
    ['app://main/none.js', 'GET', 404],
    ['app://main/a.js', 'POST', 404],
    ['app://other/a.js', 'GET', 404],
    ['app://main/', 'HEAD', 404],
    ['app://main/..%2fsecret', 'GET', 400],
    ['app://main/%2e%2e%5csecret', 'GET', 400],
    ['no address', 'GET', 404],
  ])('to %s by %s is %i and empty, with the policy', (address, method, status) => {
    const answer = ask(address, method);
    expect([answer.status, answer.body]).toEqual([status, undefined]);
    expect(answer.headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  });
});
