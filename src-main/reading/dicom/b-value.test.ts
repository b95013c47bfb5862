import { describe, expect, it } from 'vitest';
import { Attributes } from './attributes.ts';
import { privateBValue } from './b-value.ts';
import { writeDataSet, type FixtureDataSet, type FixtureElement } from './fixture.ts';
import { parseDataSet } from './parse-data-set.ts';

const text = (vr: string, value: string): FixtureElement => ({ vr, value });
const of = (elements: FixtureDataSet, modality = 'MR', implicit = false) => {
  const bytes = writeDataSet({ '00080060': text('CS', modality), ...elements }, { implicit });
  const { set } = parseDataSet(bytes, 0, { explicit: !implicit, bigEndian: false, size: bytes.length });
  return privateBValue(new Attributes(set));
};

const SIEMENS = { '00190010': text('LO', 'SIEMENS MR HEADER'), '0019100C': text('IS', '800') };
const GE = { '00430010': text('LO', 'GEMS_PARM_01'), '00431039': text('IS', '1000000650\\8\\0\\0') };
const PHILIPS: FixtureDataSet = {
  '20010011': text('LO', 'Philips Imaging DD 001'),
  '20011103': { vr: 'FL', value: [1000] },
};

describe('the b-value that a maker keeps for itself', () => {
  it.each([
    ['Siemens', SIEMENS, 800],
    ['GE, behind its mark', GE, 650],
    ['Philips, in a block of any number', PHILIPS, 1000],
  ])('is read: %s', (_, elements, b) => {
    expect(of(elements)).toBe(b);
    expect(of(elements, 'MR', true)).toBe(b);
  });

  it('is not taken from a block that somebody else reserved, nor of anything but MR', () => {
    expect(of({ ...SIEMENS, '00190010': text('LO', 'SOMEBODY ELSE') })).toBeNull();
    expect(of(SIEMENS, 'CT')).toBeNull();
    expect(of({})).toBeNull();
    expect(of({ ...SIEMENS, '0019100C': text('IS', '-1') })).toBeNull();
  });
});
