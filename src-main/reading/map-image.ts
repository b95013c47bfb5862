import { encode } from 'fast-png';
import { CodedError } from '../../src-shared/contract/coded.ts';
import type { ActivationMap } from '../../src-shared/findings/result.ts';
import { supportOf } from '../../src-shared/pixels/support.ts';

const MAX_PIXELS = 178_956_970;

/**
 * An activation map over the source's whole grid as a 16-bit grey PNG: 0 no support or against, 65535 the map's strongest
 * support; all 0 where nothing supports. Throws `image-too-large`, `model-output-invalid`.
 */
export function mapImage(rows: number, columns: number, map: ActivationMap): Uint8Array {
  if (!(rows >= 1 && columns >= 1 && rows * columns <= MAX_PIXELS)) throw new CodedError('image-too-large');
  const support = supportOf(map, rows, columns);
  const data = new Uint16Array(support.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.round((support[i] as number) * 65_535);
  return encode({ width: columns, height: rows, data, depth: 16, channels: 1 }, { zlib: { level: 1 } });
}
