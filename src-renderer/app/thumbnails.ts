import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { requestKeyImage } from './pixels.ts';

const KEPT = 400;
const SIDE_PIXELS = 64;
const pictures = new Map<InstanceId, Promise<Blob>>();

/** The small picture of an instance, asked for once while it is among the last few hundred. Throws CodedError. */
export function thumbnail(instanceId: InstanceId): Promise<Blob> {
  const known = pictures.get(instanceId);
  const picture = known ?? requestKeyImage(instanceId, 0, SIDE_PIXELS, null);
  pictures.delete(instanceId);
  pictures.set(instanceId, picture);
  if (!known) {
    picture.catch(() => pictures.delete(instanceId));
    const oldest = pictures.keys().next().value;
    if (pictures.size > KEPT && oldest !== undefined) pictures.delete(oldest);
  }
  return picture;
}
