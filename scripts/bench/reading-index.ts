import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../../src-main/reading/dicom/fixture.ts';
import { Answering } from './answering.ts';
import { lineOf, type Line, type PartOutcome } from './figures.ts';
import { pythonWith } from './python.ts';

type Rival = Pick<Indexed, 'headersMs' | 'allMs' | 'processorMs'>;

interface Indexed {
  readonly found: number;
  readonly read: number;
  readonly headersMs: number;
  readonly firstMs: number;
  readonly allMs: number;
  readonly processorMs: number;
  readonly messages: number;
  readonly peakBytes: number;
}

const TREE_SIZES = [1_000, 5_000, 10_000] as const;
const FILES_A_FOLDER = 250;
/** Rows and columns of a generated file: with its header it is just larger than what is read of it first. */
const SIDE = 130;
const MIB = 2 ** 20;

/**
 * How long indexing takes: the larger series of the test data (or a drawn one) beside pydicom, which reads headers only, and
 * a generated tree at growing sizes, with the most memory that the reader ever held.
 *
 * @param folder takes what is generated
 */
export async function measure(rounds: number, folder: string): Promise<PartOutcome> {
  const series = largestSeries() ?? drawnSeries(path.join(folder, 'series'));
  const ours = await Answering.start(process.execPath, [
    path.join(import.meta.dirname, 'index-folder.ts'),
    series.folder,
  ]);
  const python = pythonWith('pydicom');
  const rival =
    python === null
      ? null
      : await Answering.start(python, [path.join(import.meta.dirname, 'read-headers.py'), series.folder]);
  // once without counting: code is compiled, threads are started, files come into the cache
  await ours.ask();
  await rival?.ask();
  const [own, other]: [Indexed[], Rival[]] = [[], []];
  const turns = [
    async () => own.push(await ours.ask<Indexed>()),
    async () => rival && other.push(await rival.ask<Rival>()),
  ];
  // whoever goes first in one round goes second in the next; a round takes milliseconds, so there are many
  for (let round = 0; round < rounds * 5; round++) {
    for (const turn of round % 2 === 0 ? turns : [...turns].reverse()) await turn();
  }
  const lines = [
    compared(`index of ${series.name}: headers`, own, other, 'headersMs', 'pydicom, headers only', 0.2),
    compared(`index of ${series.name}: headers and SHA-256`, own, other, 'allMs', 'pydicom and hashlib', 1),
    compared(`index of ${series.name}: the same, processor`, own, other, 'processorMs', 'pydicom and hashlib', 1),
    lineOf(
      `index of ${series.name}: first file told`,
      own.map(({ firstMs }) => firstMs),
    ),
  ];
  await ours.end();
  await rival?.end();
  const tree = path.join(folder, 'tree');
  for (const size of TREE_SIZES) {
    writeTree(tree, size);
    lines.push(...(await treeLines(tree, size)));
  }
  return { lines, notes: [`Index: ${ours.versions}${rival ? `; ${rival.versions}` : '; no Python with pydicom'}`] };
}

function compared(
  name: string,
  own: readonly Indexed[],
  other: readonly Rival[],
  what: keyof Rival,
  rival: string,
  wanted: number,
): Line {
  return lineOf(
    name,
    own.map((each) => each[what]),
    { rival: { name: rival, milliseconds: other.map((each) => each[what]) }, wanted },
  );
}

/** A fresh process for every size: the peak of its memory counts. */
async function treeLines(tree: string, size: number): Promise<Line[]> {
  const reader = await Answering.start(process.execPath, [path.join(import.meta.dirname, 'index-folder.ts'), tree]);
  const first = await reader.ask<Indexed>();
  const again = await reader.ask<Indexed>('known');
  await reader.end();
  if (first.read !== size || first.found !== size) throw new Error(`${first.read} of ${size} files were read`);
  const rate = Math.round((size / first.allMs) * 1000);
  const peak = `${rate} files/s, peak ${Math.round(first.peakBytes / MIB)} MiB, ${first.messages} messages`;
  return [
    lineOf(`index of ${size} generated files`, [first.allMs], { note: peak }),
    lineOf(`index of ${size} generated files, seen before`, [again.allMs]),
  ];
}

/** The folder under `series/` of the test data whose files are the largest together. */
function largestSeries(): { folder: string; name: string } | null {
  const data = process.env['SKIAGRAPH_DATA'];
  const root = data === undefined ? '' : path.join(data, 'series');
  if (!fs.existsSync(root)) return null;
  const folders = fs.readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const sized = folders.map(({ name }) => {
    const files = fs.readdirSync(path.join(root, name)).map((file) => path.join(root, name, file));
    return { name, files: files.length, bytes: files.reduce((sum, file) => sum + fs.statSync(file).size, 0) };
  });
  const [largest] = sized.sort((a, b) => b.bytes - a.bytes);
  return largest ? { folder: path.join(root, largest.name), name: `a real series (${largest.files} files)` } : null;
}

function drawnSeries(folder: string): { folder: string; name: string } {
  fs.mkdirSync(folder, { recursive: true });
  for (let n = 0; n < 60; n++) fs.writeFileSync(path.join(folder, `${n}.dcm`), slice(n, 512));
  return { folder, name: 'a drawn series (60 files)' };
}

/** Adds files until there are `size` of them, in folders of 250. */
function writeTree(tree: string, size: number): void {
  const there = fs.existsSync(tree) ? fs.readdirSync(tree, { recursive: true, withFileTypes: true }) : [];
  for (let n = there.filter((entry) => entry.isFile()).length; n < size; n++) {
    const folder = path.join(tree, `series-${String(Math.floor(n / FILES_A_FOLDER)).padStart(3, '0')}`);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, `${String(n).padStart(5, '0')}.dcm`), slice(n, SIDE));
  }
}

function slice(n: number, side: number): Uint8Array {
  const series = `2.25.7781.${Math.floor(n / FILES_A_FOLDER)}`;
  return dicomFile(
    filmElements(side, side, new Int16Array(side * side).fill(n), {
      '00080018': { vr: 'UI', value: `${series}.${n}` },
      '00080060': { vr: 'CS', value: 'CT' },
      '0020000D': { vr: 'UI', value: '2.25.7781' },
      '0020000E': { vr: 'UI', value: series },
      '00200013': { vr: 'IS', value: String(n) },
      '00200032': { vr: 'DS', value: `0\\0\\${n % FILES_A_FOLDER}` },
      '00200037': { vr: 'DS', value: '1\\0\\0\\0\\1\\0' },
      '00280030': { vr: 'DS', value: '0.7\\0.7' },
    }),
  );
}
