import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { EXPORT_FORMATS } from '../src-shared/annotation/export-formats.ts';
import { copyRealPictures, hasRealPictures } from './breast-pictures.ts';
import { beginDataset } from './labelling.ts';
import { freshFolder, ROOT, startProgram } from './program.ts';
import { readTwice } from './second-reading.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('en');
const ITEMS = 20;
const PYTHON = process.env['SKIAGRAPH_PYTHON'] ?? 'python3';
const TOOLS = 'import nibabel, numpy, PIL, pycocotools, pydicom, scipy, sklearn';

interface Truth {
  readonly fields: Record<string, { items: number; same: number; kappa: number; weighted?: number }>;
  readonly segments: Record<string, { items: number; oneSided: number; dice: number; iou: number; hd95: number }>;
  readonly opened: Record<string, string>;
  readonly modelHelp: readonly { modelId: string; touched: boolean; items: number }[];
}

test('two people label 20 breast ultrasound pictures; agreement and exports are what other tools find', async () => {
  test.skip(!hasRealPictures(), 'breast ultrasound with outlines does not lie beside the repository');
  const hasTools =
    spawnSync(PYTHON, ['-c', TOOLS]).status === 0 && spawnSync('dciodvfy', ['-version']).error === undefined;
  test.skip(!hasTools, 'Python with nibabel, pydicom, pycocotools, SciPy and scikit-learn, or dciodvfy, is not there');
  test.setTimeout(900_000);
  const folder = freshFolder('second-reading-pictures');
  const pictures = copyRealPictures(folder, ITEMS);
  const program = await startProgram();
  await beginDataset(program, folder, words, ITEMS);
  const { rows, exports, ways } = await readTwice(program, words, pictures, {
    first: EXPORT_FORMATS,
    second: ['nifti', 'labels'],
  });
  for (const uses of Object.values(ways)) expect(uses).toBeGreaterThanOrEqual(4);

  const run = spawnSync(PYTHON, [path.join(ROOT, 'scripts', 'truth', 'second_reading.py'), exports], {
    encoding: 'utf8',
  });
  expect(run.status, run.stderr).toBe(0);
  const truth = JSON.parse(run.stdout.trim().split('\n').at(-1)!) as Truth;
  console.log(JSON.stringify({ ways, ...truth }, null, 1));
  expect(Object.keys(truth.opened)).toEqual([...EXPORT_FORMATS]);
  for (const [title, key] of [
    ['Picture', 'quality'],
    ['Finding', 'finding'],
    ['BI-RADS category', 'birads'],
  ] as const) {
    const [items, same, kappa, weighted] = rows.get(title)!;
    const told = truth.fields[key]!;
    expect([title, items]).toEqual([title, String(told.items)]);
    expect(same).toContain(`${told.same.toFixed(2)} (`);
    expect(kappa).toContain(`${told.kappa.toFixed(2)} (`);
    if (told.weighted !== undefined) expect(weighted).toContain(`${told.weighted.toFixed(2)} (`);
  }
  const [items, oneSided, dice, iou, hd95] = rows.get('Lesion')!;
  const told = truth.segments['lesion']!;
  expect([items, oneSided]).toEqual([String(told.items), String(told.oneSided)]);
  expect(dice).toContain(`${told.dice.toFixed(2)} (`);
  expect(iou).toContain(`${told.iou.toFixed(2)} (`);
  expect(hd95).toContain(`${told.hd95.toFixed(1)} (`);
  expect(truth.modelHelp).toEqual([expect.objectContaining({ modelId: 'shade', touched: true })]);
  await program.app.close();
  for (const gone of [folder, exports, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});
