import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { absoluteLocator, entryLocator, fileLocator, parseLocator } from './locator.ts';
import { escapes, SafeNames } from './zip-names.ts';

/** Any path, as people and programs write them. */
const anyPath = fc
  .array(fc.oneof(fc.constantFrom('', '.', '..', 'a.zip', 'b//c', '!'), fc.string({ maxLength: 8 })), { minLength: 1 })
  .map((parts) => parts.join('/'))
  .filter((file) => !file.includes('\0') && file !== '');

describe('a locator', () => {
  it('of a file is never taken for an entry, however the path was written', () => {
    fc.assert(
      fc.property(anyPath, (file) => {
        const locator = fileLocator(file);
        expect(parseLocator(locator)).toEqual({ file: locator, entry: null });
        expect(path.resolve(locator)).toBe(path.resolve(file));
      }),
    );
  });

  it('of an entry gives archive and name back, whatever the archive called it', () => {
    fc.assert(
      fc.property(anyPath, fc.string({ minLength: 1 }), (file, name) => {
        fc.pre(!escapes(name));
        const archive = fileLocator(file);
        const { name: safe } = new SafeNames().next(name);
        const locator = entryLocator(archive, safe);
        expect(parseLocator(locator)).toEqual({ file: archive, entry: safe });
        expect(parseLocator(absoluteLocator(locator))).toEqual({ file: path.resolve(archive), entry: safe });
      }),
    );
  });

  it('ends in the name that lists show', () => {
    expect(path.basename(entryLocator('/media/stick/images.zip', 'DICOM/IM1'))).toBe('IM1');
    expect(path.win32.basename(entryLocator('E:\\images.zip', 'DICOM/IM1'))).toBe('IM1');
  });

  it('is a plain path where it names a plain file, as older logs have them', () => {
    expect(parseLocator('/media/stick/film.dcm')).toEqual({ file: '/media/stick/film.dcm', entry: null });
    expect(parseLocator('\\\\server\\share\\film.dcm').entry).toBeNull();
  });
});
