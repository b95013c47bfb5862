import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../../src-main/reading/dicom/fixture.ts';
import { Answering } from './answering.ts';
import { lineOf, type Line, type PartOutcome } from './figures.ts';
import { pythonWith } from './python.ts';

interface Decoded {
  readonly frames: number;
  readonly ms: number;
  /** Of all threads. */
  readonly cpuMs: number;
}

interface Held {
  readonly ms: number;
  readonly rawBytes: number;
  readonly heldBytes: number;
  readonly mostBytes: number;
  readonly readerBytes: number;
}

const SLICES = 100;
const SIDE = 512;
const MIB = 2 ** 20;

/** Transfer syntaxes: the tool that writes them, and the largest share of the rival's time that is wanted. */
const SYNTAXES = [
  { name: 'RLE', folder: 'rle', tool: ['dcmcrle'], wanted: 1 / 0.7 },
  { name: 'JPEG lossless', folder: 'jpeg-lossless', tool: ['dcmcjpeg', '+e1'], wanted: 1 / 0.7 },
  { name: 'JPEG-LS', folder: 'jpeg-ls', tool: ['dcmcjpls'], wanted: 1 / 0.7 },
  { name: 'JPEG 2000', folder: 'jpeg-2000', tool: ['gdcmconv', '--j2k'], wanted: 1 / 0.8 },
] as const;

/**
 * How long a hundred CT slices take to decode in each transfer syntax, on all cores, beside GDCM on one thread; native ones
 * beside reading the files. And how much memory a volume takes in the process that holds it.
 *
 * @param folder takes the slices
 */
export async function measure(rounds: number, folder: string): Promise<PartOutcome> {
  const native = path.join(folder, 'native');
  const source = writeSlices(native);
  const ours = await Answering.start(process.execPath, [path.join(import.meta.dirname, 'decode-folder.ts')]);
  const python = pythonWith('gdcm', ['python3', '/usr/bin/python3']);
  const script = path.join(import.meta.dirname, 'decode-folder.py');
  const rival = python === null ? null : await Answering.start(python, [script]);
  const lines: Line[] = [];
  const notes = [
    `Decoding: ${SLICES} slices ${source}; ours ${ours.versions} on all cores, ` +
      (rival ? `${rival.versions} on one thread` : 'no Python with GDCM to compare with'),
  ];
  const bytes = await taken(
    rounds,
    () => ours.ask<Decoded>(native),
    () => ours.ask<Decoded>(`bytes ${native}`),
  );
  lines.push(compared('native slices', bytes, 'reading the files', 1.3));
  for (const { name, folder: into, tool, wanted } of SYNTAXES) {
    const coded = path.join(folder, into);
    if (!transcode(native, coded, tool)) {
      notes.push(`${name}: not measured, there is no ${tool[0]}`);
      continue;
    }
    const turns = await taken(rounds, () => ours.ask<Decoded>(coded), rival && (() => rival.ask<Decoded>(coded)));
    lines.push(compared(`${name} slices`, turns, 'GDCM, one thread', wanted));
    fs.rmSync(coded, { recursive: true });
  }
  await ours.end();
  await rival?.end();
  const words = ['--expose-gc', path.join(import.meta.dirname, 'hold-volume.ts'), native];
  const holder = await Answering.start(process.execPath, words);
  const held = await holder.ask<Held>();
  await holder.end();
  const share = (of: number) => `${(of / held.rawBytes).toFixed(2)} ×`;
  const memory =
    `${Math.round(held.rawBytes / MIB)} MiB raw; held ${share(held.heldBytes)}, at most ${share(held.mostBytes)} ` +
    `(wanted ≤ 1.3); kept by the reader ${share(held.readerBytes)}`;
  lines.push(lineOf('series as a volume', [held.ms], { note: memory }));
  return { lines, notes };
}

interface Turns {
  readonly own: readonly Decoded[];
  readonly other: readonly Decoded[];
}

/** Rounds in turns; whoever goes first in one goes second in the next. One round before them does not count. */
async function taken(
  rounds: number,
  own: () => Promise<Decoded>,
  other: (() => Promise<Decoded>) | null,
): Promise<Turns> {
  const turns: { own: Decoded[]; other: Decoded[] } = { own: [], other: [] };
  const takeOwn = async () => turns.own.push(await own());
  const takeOther = async () => other && turns.other.push(await other());
  for (let round = 0; round <= rounds; round++) {
    for (const take of round % 2 === 0 ? [takeOwn, takeOther] : [takeOther, takeOwn]) await take();
  }
  return { own: turns.own.slice(1), other: turns.other.slice(1) };
}

function compared(name: string, { own, other }: Turns, rival: string, wanted: number): Line {
  const cpu = (of: readonly Decoded[]) => Math.round(Math.min(...of.map(({ cpuMs }) => cpuMs)));
  return lineOf(
    `${SLICES} ${name}`,
    own.map(({ ms }) => ms),
    {
      rival: { name: rival, milliseconds: other.map(({ ms }) => ms) },
      wanted: Math.round(wanted * 100) / 100,
      // on a machine that does other things too, this says more than the clock
      note: `processor time ${cpu(own)} ms${other.length > 0 ? `, rival ${cpu(other)} ms` : ''}`,
    },
  );
}

/** A hundred native slices: of the test data's CT, again and again, or drawn. */
function writeSlices(into: string): string {
  fs.mkdirSync(into, { recursive: true });
  const real = path.join(process.env['SKIAGRAPH_DATA'] ?? '', 'series');
  const ct = fs.existsSync(real) && fs.readdirSync(real).find((name) => name.startsWith('ct_'));
  const files = ct ? fs.readdirSync(path.join(real, ct)).map((name) => path.join(real, ct, name)) : [];
  for (let n = 0; n < SLICES; n++) {
    const target = path.join(into, `${String(n).padStart(3, '0')}.dcm`);
    if (files.length > 0) fs.copyFileSync(files[n % files.length]!, target);
    else fs.writeFileSync(target, drawnSlice(n));
  }
  return files.length > 0 ? `of a real CT (${files.length} of them, again and again)` : 'of a drawn CT';
}

/** A disc with texture, and noise as a scanner has it. */
function drawnSlice(n: number): Uint8Array {
  let state = n + 1;
  const pixels = Int16Array.from({ length: SIDE * SIDE }, (_, i) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    const [y, x] = [Math.floor(i / SIDE) - SIDE / 2, (i % SIDE) - SIDE / 2];
    const inside = x * x + y * y < 200 * 200;
    return inside ? 40 + Math.round(60 * Math.sin((x + n) / 9) * Math.cos(y / 13)) + ((state >> 16) % 31) - 15 : -1000;
  });
  return dicomFile(
    filmElements(SIDE, SIDE, pixels, {
      '00080018': { vr: 'UI', value: `2.25.4711.${n}` },
      '00080060': { vr: 'CS', value: 'CT' },
      '00200013': { vr: 'IS', value: String(n) },
      '00200032': { vr: 'DS', value: `0\\0\\${n}` },
      '00200037': { vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      '00280030': { vr: 'DS', value: '0.7\\0.7' },
    }),
  );
}

/** False where the tool is not installed. */
function transcode(from: string, into: string, [tool, ...options]: readonly string[]): boolean {
  fs.mkdirSync(into, { recursive: true });
  for (const name of fs.readdirSync(from)) {
    const run = spawnSync(tool as string, [...options, path.join(from, name), path.join(into, name)]);
    if (run.error) return false;
    if (run.status !== 0) throw new Error(`${tool} ended with ${run.status}: ${run.stderr.toString().slice(0, 300)}`);
  }
  return true;
}
