import fc from 'fast-check';
import { expect, it } from 'vitest';
import { repeatedField } from './repeated-field.ts';

it.each([
  ['{"a":1,"a":2}', 'a'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"a":{"b":[{"c":1},{"c":1,"d":"{\\"c\\":1, [","c":2}]}}', 'a.b.1.c'],
  ['[{"x":1},[[],{"x":1,"y":{"x":2},"x":{}}]]', '1.1.x'],
  ['{"a":"a\\\\","a":1}', 'a'],
])('finds the field that stands twice in %s', (text, path) => {
  expect(() => JSON.parse(text) as unknown).not.toThrow();
  expect(repeatedField(text)).toBe(path);
});

it('finds none in what was written from an object, whatever is in it, and any that is put in again', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.string({ minLength: 1 }),
        fc.json().map((text) => JSON.parse(text) as unknown),
      ),
      (object) => {
        const text = JSON.stringify(object, null, 1);
        expect(repeatedField(text)).toBeNull();
        for (const name of Object.keys(object)) {
          expect(repeatedField(`${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:0}`)).toBe(name);
        }
      },
    ),
  );
});
