import { CodedError } from '../../../src-shared/contract/coded.ts';

const MOST_BYTES = 64 * 2 ** 20;
const MOST_DEPTH = 32;

/**
 * A JSON text as what it holds. Depth is counted before anything is built, for the parser that does so recurses.
 *
 * @throws `label-file-too-large` above 64 MiB; `label-file-damaged` for what is no UTF-8 or no JSON, or deeper than 32
 */
export function parsedJson(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_BYTES) throw new CodedError('label-file-too-large');
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inText = false;
    } else if (byte === 0x22) inText = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MOST_DEPTH) throw new CodedError('label-file-damaged');
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  try {
    // a byte order mark is taken off by the decoder
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new CodedError('label-file-damaged', {}, { cause });
  }
}
