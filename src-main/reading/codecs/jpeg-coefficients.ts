import { CodedError } from '../../../src-shared/contract/coded.ts';
import { BitReader } from './jpeg-bit-reader.ts';
import { lookUpTable } from './jpeg-huffman.ts';
import { ZIGZAG } from './jpeg-inverse-dct.ts';
import type { JpegScan } from './jpeg-scans.ts';

/** The transformed blocks of one component, 64 quantised coefficients each in natural order. */
export interface CoefficientPlane {
  /** Blocks that hold samples of the picture. */
  readonly blocksDown: number;
  readonly blocksAcross: number;
  /** Blocks from one row of blocks to the next: whole units of interleaved components. */
  readonly stride: number;
  /** Blocks of a unit, across and down. */
  readonly across: number;
  readonly down: number;
  readonly coefficients: Int16Array;
}

/** Reads one block from `at` on. */
type BlockReader = (coefficients: Int16Array, at: number) => void;

/**
 * Reads one scan of a sequential or progressive stream (ITU-T T.81 annexes F and G) into the planes: block by block of one
 * component alone, else unit by unit of all (A.2). Returns where the stream goes on. Throws `codec-corrupt`.
 *
 * @param units how many units of interleaved components lie across and down
 */
export function readScan(
  bytes: Uint8Array,
  scan: JpegScan,
  planes: readonly CoefficientPlane[],
  units: { readonly across: number; readonly down: number },
  progressive: boolean,
): number {
  const bits = new BitReader(bytes, scan.start);
  const readers = scan.components.map((component) => {
    const plane = planes[component.place];
    if (!plane) throw new CodedError('codec-corrupt');
    return {
      plane,
      blocks: progressive ? progressiveReader(bits, scan, component) : sequentialReader(bits, component),
    };
  });
  const [only] = readers as [(typeof readers)[0]];
  const alone = readers.length === 1;
  const [across, down] = alone ? [only.plane.blocksAcross, only.plane.blocksDown] : [units.across, units.down];
  for (let unit = 0; unit < across * down; unit++) {
    if (unit > 0 && scan.restartInterval > 0 && unit % scan.restartInterval === 0) {
      bits.restart();
      for (const { blocks } of readers) blocks.reset();
    }
    const [x, y] = [unit % across, Math.floor(unit / across)];
    for (const { plane, blocks } of readers) {
      const [wide, high] = alone ? [1, 1] : [plane.across, plane.down];
      for (let row = 0; row < high; row++) {
        for (let column = 0; column < wide; column++) {
          blocks.read(plane.coefficients, ((y * high + row) * plane.stride + x * wide + column) * 64);
        }
      }
    }
  }
  return bits.end;
}

type Component = JpegScan['components'][number];

interface Blocks {
  readonly read: BlockReader;
  /** Forgets what was carried over from block to block. */
  readonly reset: () => void;
}

function tableOf(codes: Component['dc']): Uint16Array {
  if (!codes) throw new CodedError('codec-corrupt');
  return lookUpTable(codes);
}

function sequentialReader(bits: BitReader, component: Component): Blocks {
  const [dc, ac] = [tableOf(component.dc), tableOf(component.ac)];
  let predicted = 0;
  const read: BlockReader = (coefficients, at) => {
    predicted += bits.signed(bits.symbol(dc));
    coefficients[at] = predicted;
    for (let k = 1; k < 64; k++) {
      const symbol = bits.symbol(ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0) {
        if (run < 15) return;
        k += 15;
        continue;
      }
      k += run;
      if (k > 63) throw new CodedError('codec-corrupt');
      coefficients[at + ZIGZAG[k]!] = bits.signed(size);
    }
  };
  return { read, reset: () => (predicted = 0) };
}

function progressiveReader(bits: BitReader, scan: JpegScan, component: Component): Blocks {
  const { spectralStart: from, spectralEnd: to, high, low } = scan;
  const alone = scan.components.length === 1;
  if (from > to || to > 63 || low > 13 || (from === 0 ? to !== 0 : !alone)) throw new CodedError('codec-corrupt');
  if (from === 0) return high === 0 ? firstDc(bits, tableOf(component.dc), low) : laterDc(bits, low);
  const ac = tableOf(component.ac);
  return high === 0 ? firstAc(bits, ac, { from, to, low }) : laterAc(bits, ac, { from, to, low });
}

function firstDc(bits: BitReader, dc: Uint16Array, low: number): Blocks {
  let predicted = 0;
  const read: BlockReader = (coefficients, at) => {
    predicted += bits.signed(bits.symbol(dc));
    coefficients[at] = predicted << low;
  };
  return { read, reset: () => (predicted = 0) };
}

function laterDc(bits: BitReader, low: number): Blocks {
  const read: BlockReader = (coefficients, at) => {
    coefficients[at]! |= bits.unsigned(1) << low;
  };
  return { read, reset: () => undefined };
}

interface Band {
  readonly from: number;
  readonly to: number;
  readonly low: number;
}

function firstAc(bits: BitReader, ac: Uint16Array, { from, to, low }: Band): Blocks {
  let emptyBlocks = 0;
  const read: BlockReader = (coefficients, at) => {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    for (let k = from; k <= to; k++) {
      const symbol = bits.symbol(ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        emptyBlocks = (1 << run) - 1 + bits.unsigned(run);
        return;
      }
      k += run;
      if (k > to && size > 0) throw new CodedError('codec-corrupt');
      if (size > 0) coefficients[at + ZIGZAG[k]!] = bits.signed(size) << low;
    }
  };
  return { read, reset: () => (emptyBlocks = 0) };
}

/** Refines what is not zero by a bit on the way, and puts new coefficients of ±1 behind runs of zeros (G.1.2.3). */
function laterAc(bits: BitReader, ac: Uint16Array, { from, to, low }: Band): Blocks {
  const one = 1 << low;
  let emptyBlocks = 0;
  const refine = (coefficients: Int16Array, place: number) => {
    if (bits.unsigned(1) === 0 || (coefficients[place]! & one) !== 0) return;
    coefficients[place]! += coefficients[place]! >= 0 ? one : -one;
  };
  const read: BlockReader = (coefficients, at) => {
    let k = from;
    while (k <= to && emptyBlocks === 0) {
      const symbol = bits.symbol(ac);
      const size = symbol & 15;
      let run = symbol >> 4;
      if (size > 1) throw new CodedError('codec-corrupt');
      if (size === 0 && run < 15) {
        emptyBlocks = (1 << run) + bits.unsigned(run);
        break;
      }
      const value = size === 0 ? 0 : bits.unsigned(1) === 1 ? one : -one;
      for (; k <= to; k++) {
        const place = at + ZIGZAG[k]!;
        if (coefficients[place] !== 0) refine(coefficients, place);
        else if (run-- === 0) {
          coefficients[place] = value;
          break;
        }
      }
      k++;
    }
    if (emptyBlocks === 0) return;
    for (; k <= to; k++) {
      const place = at + ZIGZAG[k]!;
      if (coefficients[place] !== 0) refine(coefficients, place);
    }
    emptyBlocks--;
  };
  return { read, reset: () => (emptyBlocks = 0) };
}
