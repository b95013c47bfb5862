import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src-shared/contract/coded.ts';
import { PIXEL_DATA, type DataSet } from './data-set.ts';
import { writeDataSet, type FixtureDataSet, type FixtureEncoding } from './fixture.ts';
import { NeedsMore, parseDataSet } from './parse-data-set.ts';

const small: FixtureDataSet = {
  '00080060': { vr: 'CS', value: 'MR' },
  '00081140': {
    vr: 'SQ',
    value: [
      {
        '00081150': { vr: 'UI', value: '1.2' },
        '00081199': { vr: 'SQ', value: [{ '00100010': { vr: 'PN', value: 'A' } }] },
      },
      {},
    ],
  },
  '00280010': { vr: 'US', value: [3] },
  '7FE00010': { vr: 'OW', value: new Uint8Array(6) },
};

const parse = (bytes: Uint8Array, { implicit = false, bigEndian = false }: FixtureEncoding = {}) =>
  parseDataSet(bytes, 0, { explicit: !implicit, bigEndian, size: bytes.length });

/** Tags and nesting, without where things lie. */
const shape = (set: DataSet): unknown =>
  [...set.elements.values()].map(({ tag, items }) => [tag.toString(16), items ? items.map(shape) : null]);

describe('a dataset', () => {
  const expected = shape(parse(writeDataSet(small)).set);

  it('is the same however it is written', () => {
    expect(expected).toEqual([
      ['80060', null],
      [
        '81140',
        [
          [
            ['81150', null],
            ['81199', [[['100010', null]]]],
          ],
          [],
        ],
      ],
      ['280010', null],
      ['7fe00010', null],
    ]);
    for (const implicit of [false, true]) {
      for (const undefinedLengths of [false, true]) {
        const encoding = { implicit, undefinedLengths };
        expect(shape(parse(writeDataSet(small, encoding), encoding).set)).toEqual(expected);
        const big = { bigEndian: true, undefinedLengths };
        expect(shape(parse(writeDataSet(small, big), big).set)).toEqual(expected);
      }
    }
  });

  it('ends where pixel data begins', () => {
    const bytes = writeDataSet(small);
    const { set, end } = parse(bytes);
    expect(set.elements.get(PIXEL_DATA)).toMatchObject({ offset: bytes.length - 6, length: 6, vr: 'OW' });
    expect(end).toBe(bytes.length - 6);
  });

  it('asks for more bytes as long as it lacks some, and says how many', () => {
    const bytes = writeDataSet(small);
    const { end } = parse(bytes);
    for (let length = 0; length < end; length++) {
      const part = bytes.subarray(0, length);
      const read = () => parseDataSet(part, 0, { explicit: true, bigEndian: false, size: bytes.length });
      expect(read).toThrow(NeedsMore);
      try {
        read();
      } catch (error) {
        expect((error as NeedsMore).bytes).toBeGreaterThan(length);
        expect((error as NeedsMore).bytes).toBeLessThanOrEqual(bytes.length);
      }
    }
  });

  it('knows a sequence that was handed on as unknown', () => {
    const items = writeDataSet(
      { '00081140': { vr: 'SQ', value: [{ '00081150': { vr: 'UI', value: '1.2' } }] } },
      {
        implicit: true,
        undefinedLengths: true,
      },
    ).subarray(8);
    const head = Uint8Array.from([0x08, 0, 0x40, 0x11, 0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    const { set } = parse(new Uint8Array(Buffer.concat([head, items])));
    expect(shape(set)).toEqual([['81140', [[['81150', null]]]]]);
  });

  it('leaves a private value alone that only begins like a sequence', () => {
    const value = Uint8Array.from([0xfe, 0xff, 0x00, 0xe0, 0xee, 0xee, 0xee, 0xee, 1, 2]);
    const bytes = writeDataSet(
      { '00091001': { vr: 'OB', value }, '00100010': { vr: 'PN', value: 'A' } },
      { implicit: true },
    );
    expect(shape(parse(bytes, { implicit: true }).set)).toEqual([
      ['91001', null],
      ['100010', null],
    ]);
  });

  it('of rubbish, or with any byte changed, ends in a code and never in an endless loop', () => {
    const refused = (bytes: Uint8Array, explicit: boolean) => {
      try {
        parseDataSet(bytes, 0, { explicit, bigEndian: false, size: bytes.length });
      } catch (error) {
        expect(error).toBeInstanceOf(CodedError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), refused));
    const good = writeDataSet(small, { undefinedLengths: true });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const changed = good.slice();
        changed[at] = value;
        refused(changed, true);
      }),
      { numRuns: 2000 },
    );
  });
});
