import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { FrameKey } from './image-id.ts';

/**
 * Which slice (0-based) of a result's pictures lies on a frame: the one of the frame that was asked about; of a volume the one that
 * its record says, else of one instance the frame's own number, of a stack the instance's place in it. An answer about films of several studies is about
 * the last. Null: the result says nothing of that
 * frame, or nobody can say which slice it is (a stack of instances with several frames each).
 */
export function sliceOf({ instanceId, frame, volume }: AnalysisResult['input'], key: FrameKey | null): number | null {
  if (!key) return null;
  if (!volume || volume.studies) return key.instanceId === instanceId && key.frame === frame ? 0 : null;
  const place = volume.instanceIds.indexOf(key.instanceId);
  if (place < 0) return null;
  if (volume.slices) {
    const slice = volume.slices.findIndex(([instance, own]) => instance === place && own === key.frame);
    return slice < 0 ? null : slice;
  }
  if (volume.instanceIds.length === 1) return key.frame < volume.frames ? key.frame : null;
  return volume.instanceIds.length === volume.frames ? place : null;
}

/** The frame on which a slice (0-based) of a result's pictures lies; null: nobody can say. */
export function frameOfSlice({ instanceId, frame, volume }: AnalysisResult['input'], slice: number): FrameKey | null {
  if (!volume || volume.studies) return slice === 0 ? { instanceId, frame } : null;
  if (volume.slices) {
    const [instance = -1, own = 0] = volume.slices[slice] ?? [];
    const id = volume.instanceIds[instance];
    return id === undefined ? null : { instanceId: id, frame: own };
  }
  const [only, ...others] = volume.instanceIds;
  if (only !== undefined && others.length === 0) return { instanceId: only, frame: slice };
  const at = volume.instanceIds[slice];
  return at === undefined || volume.instanceIds.length !== volume.frames ? null : { instanceId: at, frame: 0 };
}
