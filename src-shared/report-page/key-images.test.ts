import { describe, expect, it } from 'vitest';
import type { ReportContent } from '../findings/report.ts';
import { keyImagesOf } from './key-images.ts';

const MAP = { label: 'nodule', rows: 1, columns: 1, values: [1] };
const quoted = { result: { input: { instanceId: 3, frame: 7 }, map: MAP, verdict: 'above' }, judgement: {} };
const of = (content: object) => keyImagesOf({ quoted: null, ...content } as unknown as ReportContent);

describe('the pictures of a report', () => {
  it('are of the frame that a person chose, else of the one that was analysed, else of the first', () => {
    expect(of({ keyInstanceId: 3, keyFrame: 4 })).toEqual({ instanceId: 3, frame: 4, map: null });
    expect(of({ keyInstanceId: 3, quoted })).toEqual({ instanceId: 3, frame: 7, map: MAP });
    expect(of({ keyInstanceId: 3 })).toEqual({ instanceId: 3, frame: 0, map: null });
    expect(of({ keyInstanceId: null, quoted })).toBeNull();
  });

  it('have the map on no other frame than its own', () => {
    expect(of({ keyInstanceId: 3, keyFrame: 7, quoted })?.map).toBe(MAP);
    expect(of({ keyInstanceId: 3, keyFrame: 6, quoted })?.map).toBeNull();
    expect(of({ keyInstanceId: 4, keyFrame: 7, quoted })?.map).toBeNull();
  });
});
