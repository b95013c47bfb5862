import type { ExportItem } from '../annotation/export-item.ts';
import { dicomFile } from './dicom-write.ts';
import { aboutPatient, aboutStudy } from './segmentation-object.ts';

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/**
 * A picture as a DICOM Secondary Capture (PS3.3 A.8.1), 8 bits a sample: so that objects which have to refer to a DICOM image can
 * speak of a picture that came as none. It says nothing of size or place.
 *
 * @param values as it is seen, rows × columns × samples, interleaved
 */
export function secondaryCapture(
  item: ExportItem,
  values: Uint8Array,
  about: {
    readonly studyUid: string;
    readonly seriesUid: string;
    readonly instanceUid: string;
    /** From 1. */
    readonly number: number;
    readonly version: string;
  },
): Uint8Array {
  const samples = item.samplesPerPixel;
  return dicomFile({ sopClassUid: SECONDARY_CAPTURE, instanceUid: about.instanceUid }, [
    ...aboutPatient(item),
    ...aboutStudy(item, about.studyUid),
    [0x0008_0008, 'CS', 'DERIVED\\SECONDARY'],
    [0x0008_0060, 'CS', 'OT'],
    [0x0008_0064, 'CS', 'WSD'],
    [0x0008_0070, 'LO', 'Skiagraph'],
    [0x0018_1020, 'LO', about.version],
    [0x0020_000e, 'UI', about.seriesUid],
    [0x0020_0011, 'IS', '1'],
    [0x0020_0013, 'IS', String(about.number)],
    [0x0020_0020, 'CS', ''],
    [0x0020_0060, 'CS', ''],
    [0x0028_0002, 'US', [samples]],
    [0x0028_0004, 'CS', samples === 3 ? 'RGB' : 'MONOCHROME2'],
    ...(samples === 3 ? [[0x0028_0006, 'US', [0]] as const] : []),
    [0x0028_0010, 'US', [item.rows]],
    [0x0028_0011, 'US', [item.columns]],
    [0x0028_0100, 'US', [8]],
    [0x0028_0101, 'US', [8]],
    [0x0028_0102, 'US', [7]],
    [0x0028_0103, 'US', [0]],
    [0x7fe0_0010, 'OB', values],
  ]);
}
