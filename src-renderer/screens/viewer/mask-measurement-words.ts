import type { Cell } from '../../../src-shared/tables/csv.ts';
import { pick, t } from '../../app/language.svelte.ts';
import { provenanceWord } from '../../stage/provenance-word.ts';
import type { MaskMeasurement } from './mask-measurements.svelte.ts';
import { frameWords, intervalWords, segmentSize } from './measured-size.ts';

/** What a model's outline is called. */
export function maskTitle({ title, segment }: Pick<MaskMeasurement, 'title' | 'segment'>): string {
  return title ? pick(title) : segment.label;
}

/** Whose word the numbers are. */
export function maskModel({ model }: Pick<MaskMeasurement, 'model'>): string {
  return t('measure.from.model', { model: model.title ? pick(model.title) : model.id, version: model.version });
}

/** Its numbers in words, one a line, and where their scale comes from. */
export function maskLines({ segment, diameter, provenance }: MaskMeasurement): string[] {
  const size =
    segment.volumeMm3 === null
      ? t('measure.mask.area', { size: segmentSize(segment) })
      : t('measure.mask.volume', { size: segmentSize(segment) });
  const lines = [segment.interval ? `${size} (${intervalWords(segment)})` : size];
  if (segment.byFrame) lines.push(frameWords(segment.byFrame));
  if (diameter === undefined) lines.push(t('measure.mask.measuring'));
  if (diameter) {
    const length = t(diameter.unit === 'mm' ? 'measure.mm' : 'measure.px', { value: diameter.length.toFixed(1) });
    lines.push(t('measure.mask.diameter', { length }));
  }
  return [...lines, provenanceWord(provenance)];
}

/** The same for a spreadsheet: a line a number, as exact as it is known. */
export function maskRows(measurement: MaskMeasurement, place: string): Cell[][] {
  const { segment, diameter, provenance } = measurement;
  const row = (what: string, value: number, unit: string): Cell[] => [
    ...[maskTitle(measurement), maskModel(measurement), place, what, value, unit],
    ...[unit === 'px' ? '' : provenanceWord(provenance), ''],
  ];
  const rows: Cell[][] = [];
  if (segment.volumeMm3 !== null) rows.push(row(t('measure.what.volume'), segment.volumeMm3, 'mm³'));
  else if (segment.areaMm2 !== null) rows.push(row(t('measure.what.area'), segment.areaMm2, 'mm²'));
  rows.push(row(t('measure.what.pixels'), segment.areaPx, 'px'));
  if (diameter) rows.push(row(t('measure.what.diameter'), diameter.length, diameter.unit));
  return rows;
}
