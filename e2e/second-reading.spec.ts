import { expect, test } from '@playwright/test';
import { decode } from 'fast-png';
import fs from 'node:fs';
import path from 'node:path';
import { graveViolations } from './accessibility.ts';
import { drawPictures } from './breast-pictures.ts';
import { beginDataset, pictureShown } from './labelling.ts';
import { freshFolder, startProgram } from './program.ts';
import { readTwice } from './second-reading.ts';
import { wordsIn } from './words.ts';

const words = wordsIn('en');
const ITEMS = 5;

interface Mask {
  readonly columns: number;
  /** Pixels that are inside, as numbers of their place. */
  readonly inside: readonly number[];
}

function masksOf(folder: string): Map<string, Mask> {
  const files = fs.readdirSync(path.join(folder, 'png', 'masks')).sort();
  return new Map(
    files.map((file) => {
      const { data, width } = decode(fs.readFileSync(path.join(folder, 'png', 'masks', file)));
      return [file, { columns: width, inside: [...data.keys()].filter((at) => data[at] !== 0) }];
    }),
  );
}

function answersOf(folder: string, field: string): Map<string, string> {
  const [head, ...lines] = fs
    .readFileSync(path.join(folder, 'labels', 'items.csv'), 'utf8')
    .trim()
    .split('\r\n');
  const at = head!.split(',').indexOf(field);
  return new Map(lines.map((line) => [line.split(',')[0]!, line.split(',')[at]!]));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By the definition, from scratch: the larger of both ways' 95th percentiles of the distances between border pixels. */
function hausdorff95(a: Mask, b: Mask): number {
  const borderOf = ({ columns, inside }: Mask) => {
    const all = new Set(inside);
    return inside
      .filter((at) => [at - 1, at + 1, at - columns, at + columns].some((next) => !all.has(next)))
      .map((at) => [at % columns, Math.floor(at / columns)] as const);
  };
  const [one, other] = [borderOf(a), borderOf(b)];
  const way = (from: typeof one, to: typeof one) => {
    const far = from
      .map(([x, y]) => to.reduce((least, [u, v]) => Math.min(least, Math.hypot(x - u, y - v)), Infinity))
      .sort((p, q) => p - q);
    const place = 0.95 * (far.length - 1);
    const [low, high] = [far[Math.floor(place)]!, far[Math.ceil(place)]!];
    return low + (high - low) * (place - Math.floor(place));
  };
  return Math.max(way(one, other), way(other, one));
}

function kappa(first: readonly string[], second: readonly string[]): number {
  const seen = mean(first.map((answer, i) => Number(answer === second[i])));
  const share = (given: readonly string[], answer: string) =>
    given.filter((one) => one === answer).length / given.length;
  const chance = [...new Set([...first, ...second])].reduce(
    (sum, answer) => sum + share(first, answer) * share(second, answer),
    0,
  );
  return (seen - chance) / (1 - chance);
}

test('what two readers paint and answer is compared rightly on the screen', async () => {
  test.setTimeout(300_000);
  const folder = freshFolder('second-reading-pictures');
  const pictures = drawPictures(folder, ITEMS);
  const program = await startProgram();
  await beginDataset(program, folder, words, ITEMS);
  const { rows, exports, ways } = await readTwice(program, words, pictures, {
    first: ['png', 'labels'],
    second: ['png', 'labels'],
  });
  expect(ways).toEqual({ brush: 1, polygon: 1, box: 1, network: 1 });

  const [first, second] = ['first', 'second'].map((reader) => path.join(exports, reader)) as [string, string];
  const others = masksOf(second);
  const pairs = [...masksOf(first)].map(([file, mask]) => [mask, others.get(file)!] as const);
  const painted = pairs.filter(([a, b]) => a.inside.length + b.inside.length > 0);
  const both = painted.map(([a, b]) => {
    const own = new Set(a.inside);
    return b.inside.filter((at) => own.has(at)).length;
  });
  const dices = painted.map(([a, b], i) => (2 * both[i]!) / (a.inside.length + b.inside.length));
  const overlaps = painted.map(([a, b], i) => both[i]! / (a.inside.length + b.inside.length - both[i]!));
  const lesion = rows.get('Lesion')!;
  expect(lesion.slice(0, 2)).toEqual([String(painted.length), '0']);
  expect(lesion[2]).toContain(`${mean(dices).toFixed(2)} (`);
  expect(lesion[3]).toContain(`${mean(overlaps).toFixed(2)} (`);
  expect(lesion[4]).toContain(`${mean(painted.map(([a, b]) => hausdorff95(a, b))).toFixed(1)} (`);

  const [mine, theirs] = [answersOf(first, 'finding'), answersOf(second, 'finding')];
  const items = [...mine.keys()];
  const agreed = kappa(
    items.map((item) => mine.get(item)!),
    items.map((item) => theirs.get(item)!),
  );
  expect(agreed).toBeLessThan(1);
  expect(rows.get('Finding')![2]).toContain(`${agreed.toFixed(2)} (`);

  const { modelHelp } = JSON.parse(fs.readFileSync(path.join(first, 'png', 'manifest.json'), 'utf8')) as {
    modelHelp: unknown[];
  };
  expect(modelHelp).toEqual([expect.objectContaining({ modelId: 'shade', touched: true, items: 1 })]);

  // who decides sees both beside the picture, approves one, and a consensus is kept of the rest
  const { page } = program;
  await page.getByRole('button', { name: words('annotate.make-consensus') }).click();
  await expect(page.getByText(words('annotate.consensus-made', { count: ITEMS }))).toBeVisible();
  expect(await graveViolations(page, 'agreement')).toEqual([]);
  await page
    .getByRole('button', { name: /^Open case/ })
    .first()
    .click();
  await pictureShown(page);
  for (const name of ['Reader One', 'Reader Two']) await expect(page.getByRole('region', { name })).toBeVisible();
  expect(await graveViolations(page, 'adjudication')).toEqual([]);
  await page.getByRole('button', { name: words('annotate.approve-reading-of', { name: 'Reader One' }) }).click();
  await expect(page.getByText(words('annotate.done-of', { done: 1, total: ITEMS })).first()).toBeVisible();
  await program.app.close();
  for (const gone of [folder, exports, program.dataFolder]) fs.rmSync(gone, { recursive: true, force: true });
});
