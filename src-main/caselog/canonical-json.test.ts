import { expect, test } from 'vitest';
import { canonicalJson, sha256Of } from './canonical-json.ts';

test('gives equal values one text, whatever the order of their keys', () => {
  const one = { b: [1, { z: null, y: 'é' }], a: { d: 0.1, c: true } };
  const other = { a: { c: true, d: 0.1 }, b: [1, { y: 'é', z: null }] };
  expect(canonicalJson(one)).toBe(canonicalJson(other));
  expect(canonicalJson(one)).toBe('{"a":{"c":true,"d":0.1},"b":[1,{"y":"é","z":null}]}');
});

test('leaves out undefined members and keeps one called __proto__', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
});

test('keeps the order of arrays', () => {
  expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
});

test('hashes UTF-8 as sha256sum does', () => {
  expect(sha256Of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
