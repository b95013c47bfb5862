import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({ net: {}, protocol: {} }));
const { CONTENT_SECURITY_POLICY, fileBelow } = await import('./page-protocol.ts');

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
