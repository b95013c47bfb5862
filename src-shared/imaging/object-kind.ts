/** What a DICOM object is, beyond a picture: named and listed with its study. */
export const DOCUMENT_KINDS = [
  'pdf',
  'clinical-document',
  'model-3d',
  'report',
  'key-objects',
  'presentation-state',
  'waveform',
  'rt-structures',
  'rt-plan',
  'rt-record',
  'registration',
  'fiducials',
  'value-mapping',
  'annotations',
  'tracking',
  'spectroscopy',
  'raw-data',
  'surface',
  'measurements',
  'protocol',
  'palette',
  'directory',
  'other',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Storage SOP classes without pixel data (PS3.4 B.5), by the beginning of their UIDs; the longest that fits counts. */
const BY_SOP_CLASS: readonly (readonly [string, DocumentKind])[] = [
  ['1.2.840.10008.1.3.10', 'directory'],
  ['1.2.840.10008.5.1.4.1.1.104.1', 'pdf'],
  ['1.2.840.10008.5.1.4.1.1.104.2', 'clinical-document'],
  ['1.2.840.10008.5.1.4.1.1.104', 'model-3d'],
  ['1.2.840.10008.5.1.4.1.1.88', 'report'],
  ['1.2.840.10008.5.1.4.1.1.88.59', 'key-objects'],
  ['1.2.840.10008.5.1.4.1.1.11', 'presentation-state'],
  ['1.2.840.10008.5.1.4.1.1.9', 'waveform'],
  ['1.2.840.10008.5.1.4.1.1.481.3', 'rt-structures'],
  ['1.2.840.10008.5.1.4.1.1.481.4', 'rt-record'],
  ['1.2.840.10008.5.1.4.1.1.481.5', 'rt-plan'],
  ['1.2.840.10008.5.1.4.1.1.481.6', 'rt-record'],
  ['1.2.840.10008.5.1.4.1.1.481.7', 'rt-record'],
  ['1.2.840.10008.5.1.4.1.1.481.8', 'rt-plan'],
  ['1.2.840.10008.5.1.4.1.1.481.9', 'rt-record'],
  ['1.2.840.10008.5.1.4.1.1.481.10', 'rt-plan'],
  ['1.2.840.10008.5.1.4.34', 'rt-plan'],
  ['1.2.840.10008.5.1.4.1.1.66', 'raw-data'],
  ['1.2.840.10008.5.1.4.1.1.66.1', 'registration'],
  ['1.2.840.10008.5.1.4.1.1.66.2', 'fiducials'],
  ['1.2.840.10008.5.1.4.1.1.66.3', 'registration'],
  ['1.2.840.10008.5.1.4.1.1.66.5', 'surface'],
  ['1.2.840.10008.5.1.4.1.1.66.6', 'tracking'],
  ['1.2.840.10008.5.1.4.1.1.68', 'surface'],
  ['1.2.840.10008.5.1.4.1.1.67', 'value-mapping'],
  ['1.2.840.10008.5.1.4.1.1.91.1', 'annotations'],
  ['1.2.840.10008.5.1.4.1.1.4.2', 'spectroscopy'],
  ['1.2.840.10008.5.1.4.1.1.78', 'measurements'],
  ['1.2.840.10008.5.1.4.1.1.79', 'measurements'],
  ['1.2.840.10008.5.1.4.1.1.80', 'measurements'],
  ['1.2.840.10008.5.1.4.1.1.200', 'protocol'],
  ['1.2.840.10008.5.1.4.38', 'protocol'],
  ['1.2.840.10008.5.1.4.39', 'palette'],
];

/** Pictures among the UIDs that begin like the above: with these, missing pixel data is damage. */
const PICTURES = new Set([
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.66.7',
  '1.2.840.10008.5.1.4.1.1.481.1',
  '1.2.840.10008.5.1.4.1.1.481.2',
]);
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/**
 * What an object without pixel data is, by its SOP class UID (0008,0016).
 * @returns null where the class is one of pictures, whose pixel data must be there; `other` for private and unknown classes
 */
export function documentKindOf(sopClassUid: string): DocumentKind | null {
  if (PICTURES.has(sopClassUid)) return null;
  const fitting = BY_SOP_CLASS.filter(([start]) => sopClassUid === start || sopClassUid.startsWith(`${start}.`));
  const [kind] = fitting.sort(([a], [b]) => b.length - a.length).map(([, named]) => named);
  return kind ?? (sopClassUid.startsWith(STORAGE) ? null : 'other');
}
