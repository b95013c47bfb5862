import type { Measurement } from '../../../src-shared/findings/measurement.ts';
import { measured, type Measured } from '../../../src-shared/measuring/measured.ts';
import type { RegionStatistics } from '../../../src-shared/measuring/region-statistics.ts';
import type { Cell } from '../../../src-shared/tables/csv.ts';
import { t } from '../../app/language.svelte.ts';
import { provenanceWord } from '../../stage/provenance-word.ts';
import { unitWord } from '../../stage/unit-word.ts';
import { kindWord, type KnownNumbers } from './measurement-words.ts';

/** The head of the table that measurements are saved as. */
export function rowsHead(): Cell[] {
  return [
    t('measure.column.kind'),
    t('measure.column.name'),
    t('measure.column.place'),
    t('measure.column.what'),
    t('measure.column.value'),
    t('measure.column.unit'),
    t('measure.column.scale'),
    t('measure.column.hidden'),
  ];
}

/** What a number is of, in words. */
function whatWord(what: Measured['what'] | keyof RegionStatistics): string {
  const words: Record<typeof what, () => string> = {
    length: () => t('measure.what.length'),
    across: () => t('measure.what.across'),
    angle: () => t('measure.what.angle'),
    cobb: () => t('measure.what.cobb'),
    ratio: () => t('measure.what.ratio'),
    area: () => t('measure.what.area'),
    mean: () => t('measure.what.mean'),
    deviation: () => t('measure.what.deviation'),
    min: () => t('measure.what.min'),
    max: () => t('measure.what.max'),
    pixels: () => t('measure.what.pixels'),
  };
  return words[what]();
}

/** A measurement as lines of a table, one a number and as exact as it is known; a figure without numbers has one line. */
export function measurementRows(
  { kind, points, text, hidden, knownMm }: Measurement,
  place: string,
  { scale, pixels, values, place: patient }: KnownNumbers,
): Cell[][] {
  const number = (what: string, value: number | null, unit: string, scaled: boolean): Cell[] => [
    kindWord(kind),
    text,
    place,
    what,
    value,
    unit,
    scaled ? provenanceWord(scale.provenance) : '',
    hidden ? t('measure.column.yes') : '',
  ];
  const units = { mm: 'mm', px: 'px', deg: '°', mm2: 'mm²', px2: 'px²' };
  const rows =
    kind === 'calibration'
      ? [number(kindWord(kind), knownMm, 'mm', false)]
      : measured({ kind, points }, scale).map(({ what, value, unit }) =>
          number(whatWord(what), value, unit === null ? '' : units[unit], unit !== null && unit !== 'deg'),
        );
  if (values) {
    const factor = pixels.suv?.bodyWeightFactor ?? 1;
    const unit = unitWord(pixels);
    const of = kind === 'point' ? (['mean'] as const) : (['mean', 'deviation', 'min', 'max'] as const);
    for (const what of of) rows.push(number(whatWord(what), values[what] * factor, unit, false));
    if (kind !== 'point') rows.push(number(whatWord('pixels'), values.pixels, '', false));
  }
  if (patient) patient.forEach((mm, axis) => rows.push(number('LPS'.charAt(axis), mm, 'mm', false)));
  return rows.length > 0 ? rows : [number('', null, '', false)];
}
