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

  it('knows the time from the middle of the frame where the series was made later', () => {
    const later = { '00080031': text('TM', '150000'), '00181242': text('IS', '120000') };
    // within 120 s as much decays as on average after 59.937 s
    const middle = { '00080032': text('TM', '111036'), '00541300': text('DS', '659937') };
    expect((factor({ ...later, ...middle }) ?? 0) / SUV.start).toBeCloseTo(1, 6);
    expect(factor({ ...later, ...middle, '00541300': text('DS', '0') })).toBeNull();
  });

  it('compares times of two time zones', () => {
    const zoned = (own: string, drugs: string) =>
      factor({ '00080201': text('SH', own), ...withDrug({ '00181078': text('DT', drugs) }) });
    expect(zoned('+0100', '20141023083200.00+0000')).toBeCloseTo(SUV.start, 15);
    expect(zoned('-0330', '20141023093200.00-0330')).toBeCloseTo(SUV.start, 15);
  });

  it('is unknown where only the day of the injection could tell', () => {
    const at = (halfLifeS: string, time: string) =>
      withDrug({ '00181075': text('DS', halfLifeS), '00181072': text('TM', time) });
    // half a minute after the start of the scan, which the day before would be 13 half-lives
    expect(factor(at('6588', '110106'))).toBeNull();
    // zirconium-89 is seen days later
    expect(factor(at('282276', '093200'))).toBeNull();
    const days = withDrug({ '00181075': text('DS', '282276'), '00181078': text('DT', '20141018110036') });
    expect(factor(days)).toBeCloseTo((90_000 / 474592928) * 2 ** ((5 * 86_400) / 282276), 15);
    // dates that were moved apart
    expect(factor(withDrug({ '00181078': text('DT', '20141020093200') }))).toBeNull();
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
      withDrug({ '00181074': text('DS', '474.592928') }),
      { '00540016': { vr: 'SQ', value: [drug, drug] } },
      withDrug({ '00181078': text('DT', '20141024093200.00') }),
    ] as FixtureDataSet[]) {
      expect(factor(lacking)).toBeNull();
    }
  });
});
