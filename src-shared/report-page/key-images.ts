import type { InstanceId } from '../contract/ids.ts';
import type { ReportContent } from '../findings/report.ts';
import type { ActivationMap } from '../findings/result.ts';

/** Longest side of a report's key image in pixels: 300 dpi at the size in which it is printed. */
export const KEY_IMAGE_SIDE = 1024;

/** What to ask the reader for, to fill a report's pictures. */
export interface KeyImages {
  readonly instanceId: InstanceId;
  readonly frame: number;
  /** Painted over the second picture; null: there is only the plain one. */
  readonly map: ActivationMap | null;
}

/**
 * The pictures of a report: the key image, and beside it the same with the network's map where the quoted result is of
 * that very frame, has a map and was judged by a person. Null: the report has no picture.
 */
export function keyImagesOf(content: Pick<ReportContent, 'keyInstanceId' | 'keyFrame' | 'quoted'>): KeyImages | null {
  if (content.keyInstanceId === null) return null;
  const { quoted } = content;
  const analysed = quoted?.result.input.instanceId === content.keyInstanceId ? quoted.result.input.frame : null;
  const frame = content.keyFrame ?? analysed ?? 0;
  return {
    instanceId: content.keyInstanceId,
    frame,
    map:
      quoted && frame === analysed && quoted.judgement !== null && quoted.result.verdict !== 'refused'
        ? quoted.result.map
        : null,
  };
}
