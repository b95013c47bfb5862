import { describe, expect, it } from 'vitest';
import { Attributes } from './attributes.ts';
import { writeDataSet, type FixtureDataSet, type FixtureElement } from './fixture.ts';
import { parseDataSet } from './parse-data-set.ts';
import { bodyWeightFactor } from './uptake.ts';

/** From @cornerstonejs/calculate-suv 1.0.3 (calculateSUVScalingFactors, suvbw) with the same attributes. */
const SUV = { start: 0.00033176370742160247, anHour: 0.00027696093227350945 };

const text = (vr: string, value: string): FixtureElement => ({ vr, value });

const drug: FixtureDataSet = {
  '00181072': text('TM', '093200.00'),
  '00181074': text('DS', '474592928'),
  '00181075': text('DS', '6588'),
};
const pet: FixtureDataSet = {
  '00080021': text('DA', '20141023'),
  '00080022': text('DA', '20141023'),
  '00080031': text('TM', '110036.00'),
  '00080032': text('TM', '110036.00'),
  '00101030': text('DS', '90'),
  '00280051': text('CS', 'DECY\\ATTN\\SCAT'),
  '00540016': { vr: 'SQ', value: [drug] },
  '00541001': text('CS', 'BQML'),
  '00541102': text('CS', 'START'),
};
function factor(more: FixtureDataSet = {}): number | null {
  const bytes = writeDataSet({ ...pet, ...more });
  return bodyWeightFactor(
    new Attributes(parseDataSet(bytes, 0, { explicit: true, bigEndian: false, size: bytes.length }).set),
  );
}
const withDrug = (more: FixtureDataSet): FixtureDataSet => ({
  '00540016': { vr: 'SQ', value: [{ ...drug, ...more }] },
});

describe('the factor to standardised uptake values', () => {
  it('takes weight and the dose that was left at the start of the scan', () => {
    expect(factor()).toBeCloseTo(SUV.start, 15);
  });

  it('takes the whole dose where values are corrected to the injection', () => {
    expect(factor({ '00541102': text('CS', 'ADMIN') })).toBeCloseTo((90 * 1000) / 474592928, 15);
  });

  it('takes date and time of the injection where both are stated, over midnight too', () => {
    expect(factor(withDrug({ '00181078': text('DT', '20141023093200.00') }))).toBeCloseTo(SUV.start, 15);
    const late = { '00080031': text('TM', '003000'), '00080032': text('TM', '003000') };
    const over = factor({ ...late, ...withDrug({ '00181072': text('TM', '233000') }) });
    expect(over).toBeCloseTo(SUV.anHour, 15);
    expect(factor({ ...late, ...withDrug({ '00181078': text('DT', '20141022233000') }) })).toBeCloseTo(SUV.anHour, 15);
  });

  it('knows the time of GE’s scan where the series was made later', () => {
    const later = {
      '00080031': text('TM', '150000'),
      '00090011': text('LO', 'GEMS_PETD_01'),
      '0009110D': text('DT', '20141023110036.00'),
    };
    expect(factor(later)).toBeCloseTo(SUV.start, 15);
  });

  it('is the scanner’s own of Philips’ counts, and 1 of values that are uptake already', () => {
    const counts = { '00541001': text('CS', 'CNTS'), '70530010': text('LO', 'Philips PET Private Group') };
    expect(factor({ ...counts, '70531000': text('DS', '0.00042') })).toBe(0.00042);
    expect(factor({ ...counts, '70531009': text('DS', '2') })).toBeCloseTo(2 * SUV.start, 15);
    expect(factor({ ...counts, '70530010': text('LO', 'SOMEBODY ELSE'), '70531000': text('DS', '2') })).toBeNull();
    expect(factor({ '00541001': text('CS', 'GML') })).toBe(1);
  });

  it('is unknown where the file says too little, or what cannot be', () => {
    for (const lacking of [
      { '00101030': text('DS', '0') },
      { '00101030': text('DS', '') },
      { '00280051': text('CS', 'DECY') },
      { '00541001': text('CS', 'PROPCPS') },
      { '00541001': text('CS', 'CNTS') },
      { '00541001': text('CS', 'GML'), '00541006': text('CS', 'LBM') },
      { '00541102': text('CS', 'NONE') },
      { '00080031': text('TM', '150000') },
      { '00540016': { vr: 'SQ', value: [] } },
      withDrug({ '00181074': text('DS', 'many') }),
      withDrug({ '00181075': text('DS', '-1') }),
      withDrug({ '00181078': text('DT', '20141024093200.00') }),
    ] as FixtureDataSet[]) {
      expect(factor(lacking)).toBeNull();
    }
  });
});
