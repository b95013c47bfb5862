import { expect, type Page } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import type { ExportFormat } from '../src-shared/annotation/export-formats.ts';
import type { Ring } from '../src-shared/drawing/rings.ts';
import type { BreastPicture } from './breast-pictures.ts';
import { at, kept, labelled, pictureShown } from './labelling.ts';
import { askProgram } from './contract.ts';
import { chooseNext, freshFolder, type Program } from './program.ts';
import { writeModel } from './small-models.ts';
import type { Words } from './words.ts';

/** How a lesion is outlined: painted, clicked round, by a box that the random walk fills, or by a network's mask. */
export type Way = 'brush' | 'polygon' | 'box' | 'network';

/** What a reader does to a picture. */
export interface Told {
  readonly way: Way;
  /** By which the reader's outline is larger than the lesion, and lies beside it: shares of its size, and pixels. */
  readonly larger: number;
  readonly beside: readonly [x: number, y: number];
  readonly quality: string;
  readonly finding: string;
  readonly birads: string;
}

/** Installs the small network that outlines what is dark; no network that ships draws on ultrasound of the breast. */
export async function installNetwork(program: Program, words: Words): Promise<void> {
  await chooseNext(program.app, [writeModel(freshFolder('model'), 'shade', 'US')]);
  const { model } = await askProgram(program, 'models.install', {});
  expect(model?.state).toBe('ready');
  // the room of the models reads the shelf again
  await program.page
    .getByRole('navigation')
    .getByRole('button', { name: words('shell.room-models') })
    .click();
  await expect(program.page.getByText('Small shade').first()).toBeVisible();
}

/** Signs in, as somebody new where `fresh`. */
export async function signIn(page: Page, words: Words, name: string, pin: string, fresh: boolean): Promise<void> {
  await page.getByRole('button', { name: /, profile$/ }).click();
  const dialog = page.getByRole('dialog');
  const newName = dialog.getByRole('textbox', { name: words('annotate.profile-name') });
  if (fresh && !(await newName.isVisible())) {
    await dialog.getByRole('button', { name: words('annotate.profile-add') }).click();
  }
  if (fresh) await newName.fill(name);
  else await dialog.getByRole('combobox').selectOption({ label: name });
  await dialog.getByLabel(words('annotate.pin'), { exact: false }).first().fill(pin);
  if (fresh) await dialog.getByLabel(words('annotate.pin-again')).fill(pin);
  await dialog.locator('button[type="submit"]').click();
  await expect(dialog).toHaveCount(0, { timeout: 30_000 });
}

/** Says on the board who reads what. */
export async function giveRoles(page: Page, words: Words, roles: Readonly<Record<string, string>>): Promise<void> {
  await page.getByRole('button', { name: words('annotate.readers') }).click();
  const dialog = page.getByRole('dialog');
  for (const [name, role] of Object.entries(roles)) {
    await dialog.getByRole('combobox', { name }).selectOption(role);
  }
  await dialog.getByRole('button', { name: words('annotate.keep-readers') }).click();
  await expect(dialog).toHaveCount(0);
}

/** The picture on the workbench, whichever of them it is. */
export async function pictureOnBench(page: Page, pictures: readonly BreastPicture[]): Promise<BreastPicture> {
  await pictureShown(page);
  const shown = await page.locator('[data-item] strong').first().innerText();
  return pictures.find(({ name }) => shown.startsWith(name))!;
}

/** Outlines and answers the picture on the workbench, and goes on to the next. */
export async function read(page: Page, words: Words, picture: BreastPicture, told: Told) {
  const { lesion } = picture;
  if (lesion && told.finding !== 'none') {
    await outline(page, words, picture, moved(lesion, told), told.way);
    expect(await labelled(page)).toBeGreaterThan(50);
  }
  await answer(page, words('annotate.side'), 'Picture', told.quality);
  await answer(page, words('annotate.side'), 'Finding', told.finding);
  if (told.birads !== '') await answer(page, words('annotate.side'), 'BI-RADS category', told.birads);
  await kept(page);
  const item = await page.locator('[data-item]').getAttribute('data-item');
  await page.keyboard.press('d');
  return { leave: async () => expect(page.locator('[data-item]')).not.toHaveAttribute('data-item', item!) };
}

async function answer(page: Page, side: string, question: string, option: string): Promise<void> {
  const group = page.getByRole('complementary', { name: side }).getByRole('radiogroup', { name: question });
  const chosen = group.getByRole('radio', { name: option, exact: true });
  await chosen.click();
  await expect(chosen).toHaveAttribute('aria-checked', 'true');
}

async function outline(page: Page, words: Words, picture: BreastPicture, ring: Ring, way: Way): Promise<void> {
  const screen = (point: readonly [number, number]) => onScreen(page, picture, point);
  const [within, corners] = [placeWithin(ring), boxOf(ring)];
  if (way === 'polygon') {
    await page.keyboard.press('g');
    for (const point of everyFew(ring, 24)) await page.mouse.click(...(await screen(point)));
    await page.keyboard.press('Enter');
  } else if (way === 'brush') {
    await page.keyboard.press('b');
    // the nib is as wide as it was: a border that is painted along, then filled
    const inner = everyFew(moved(ring, { larger: -0.1, beside: [0, 0] }), 40);
    await drag(page, await Promise.all([...inner, inner[0]!].map(screen)));
    await page.keyboard.press('k');
    await page.mouse.click(...(await screen(within)));
  } else if (way === 'box') {
    await page.keyboard.press('m');
    await drag(page, [await screen(corners[0]), await screen(corners[1])]);
  } else {
    await page.getByRole('button', { name: words('annotate.draw-with', { model: 'Small shade' }) }).click();
    await page.getByRole('button', { name: words('annotate.take-mask') }).click({ timeout: 60_000 });
    // what the network drew is refined by a click that says where the lesion is
    await page.keyboard.press('m');
    await page.mouse.click(...(await screen(within)));
  }
}

async function drag(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  await page.mouse.move(...points[0]!);
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...point, { steps: 3 });
  await page.mouse.up();
}

/** A place of a picture, which fits into its pane. */
async function onScreen(page: Page, { rows, columns }: BreastPicture, [x, y]: readonly [number, number]) {
  const box = (await page.locator('[data-item] .canvas .stage').last().boundingBox())!;
  const scale = Math.min(box.width / columns, box.height / rows);
  const shares = [(x - columns / 2) * scale, (y - rows / 2) * scale] as const;
  const side = Math.min(box.width, box.height);
  return at(page, 0.5 + shares[0] / side, 0.5 + shares[1] / side);
}

function middleOf(ring: Ring): [number, number] {
  const sum = (axis: 0 | 1) => ring.reduce((total, point) => total + point[axis], 0) / ring.length;
  return [sum(0), sum(1)];
}

/** The place inside a ring that is farthest from it, of a few hundred: where a person would point. */
function placeWithin(ring: Ring): [number, number] {
  const [[left, top], [right, bottom]] = boxOf(ring);
  const isInside = ([x, y]: readonly [number, number]) =>
    ring.filter(([x0, y0], i) => {
      const [x1, y1] = ring[(i + 1) % ring.length]!;
      return y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    }).length %
      2 ===
    1;
  const places = Array.from({ length: 24 * 24 }, (_, i): [number, number] => [
    left + ((right - left) * ((i % 24) + 0.5)) / 24,
    top + ((bottom - top) * (Math.floor(i / 24) + 0.5)) / 24,
  ]).filter(isInside);
  const far = ([x, y]: readonly [number, number]) =>
    ring.reduce((least, [u, v]) => Math.min(least, Math.hypot(x - u, y - v)), Infinity);
  return places.reduce((best, place) => (far(place) > far(best) ? place : best), places[0] ?? middleOf(ring));
}

function boxOf(ring: Ring): [[number, number], [number, number]] {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return [
    [Math.min(...xs) - 2, Math.min(...ys) - 2],
    [Math.max(...xs) + 2, Math.max(...ys) + 2],
  ];
}

function moved(ring: Ring, { larger, beside: [right, down] }: Pick<Told, 'larger' | 'beside'>): Ring {
  const [middleX, middleY] = middleOf(ring);
  return ring.map(([x, y]) => [
    middleX + (x - middleX) * (1 + larger) + right,
    middleY + (y - middleY) * (1 + larger) + down,
  ]);
}

/** So many points along a ring, evenly by its length. */
function everyFew(ring: Ring, count: number): Ring {
  const lengths = ring.map((point, i) => {
    const next = ring[(i + 1) % ring.length]!;
    return Math.hypot(next[0] - point[0], next[1] - point[1]);
  });
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  return Array.from({ length: count }, (_, n) => {
    let rest = (n * whole) / count;
    let i = 0;
    while (rest > lengths[i]!) rest -= lengths[i++]!;
    const [from, to] = [ring[i]!, ring[(i + 1) % ring.length]!];
    const share = lengths[i]! === 0 ? 0 : rest / lengths[i]!;
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  });
}

/** Exports the dataset whose board is open, by its dialogue; answers the folder. */
export async function exportLabels(
  { app, page }: Program,
  words: Words,
  format: ExportFormat,
  folder: string,
): Promise<string> {
  fs.mkdirSync(folder, { recursive: true });
  await chooseNext(app, [folder]);
  await page.getByRole('button', { name: words('exchange.export') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: words('exchange.format') }).selectOption(format);
  if (format === 'npz') await dialog.getByRole('textbox', { name: words('exchange.side') }).fill('64');
  await dialog.getByRole('button', { name: words('exchange.start') }).click();
  await expect(dialog.getByRole('status')).toContainText(path.basename(folder), { timeout: 120_000 });
  await dialog.getByRole('button', { name: words('exchange.close') }).click();
  return folder;
}

/** The agreement screen's tables: a row's name, and the other cells' words. */
export async function agreementRows(page: Page): Promise<Map<string, string[]>> {
  await page.getByRole('table').first().waitFor({ timeout: 60_000 });
  const rows = await page
    .getByRole('table')
    .locator('tbody tr')
    .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => (cell as HTMLElement).innerText)));
  return new Map(rows.map(([name = '', ...cells]) => [name.trim(), cells.map((cell) => cell.trim())]));
}

const READERS = {
  first: { name: 'Reader One', pin: '1357-one' },
  second: { name: 'Reader Two', pin: '2468-two' },
  adjudication: { name: 'Dr Judge', pin: '1111-judge' },
} as const;

/** What a reader says of the picture that comes as the `number`th, from 0. */
function tellings({ finding }: BreastPicture, number: number): Record<'first' | 'second', Told> {
  const word = { none: 'No lesion', benign: 'Benign lesion', malignant: 'Malignant lesion' } as const;
  const grade = { none: '', benign: '3', malignant: '4B' } as const;
  // the second reader takes some benign lesions for malignant ones, and grades otherwise
  const other = finding === 'benign' && number % 3 === 1 ? 'malignant' : finding;
  const ways: readonly Way[] = ['brush', 'polygon', 'box', 'network'];
  return {
    first: {
      ...{ way: ways[number % 4]!, larger: 0, beside: [0, 0], quality: number % 5 === 2 ? 'Limited' : 'Good' },
      ...{ finding: word[finding], birads: grade[finding] },
    },
    second: {
      ...{ way: ways[(number + 1) % 3]!, larger: 0.04 * ((number % 3) - 1), beside: [number % 3, -(number % 2)] },
      quality: number % 4 === 2 ? 'Limited' : 'Good',
      finding: word[other],
      birads: other === 'malignant' && number % 2 === 0 ? '4A' : grade[other],
    },
  };
}

/** What came of a dataset that was read twice. */
export interface SecondReading {
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** Exports of the first reader's labels in `first`, of the second's in `second`, a folder a format. */
  readonly exports: string;
  /** How often each way was used by the first reader. */
  readonly ways: Readonly<Record<Way, number>>;
}

/**
 * Two people read every picture of the dataset that is open, the second blinded; a third looks at the agreement and exports what the
 * first said, as the second does with what they said themselves.
 *
 * @param formats of each reader's exports
 */
export async function readTwice(
  program: Program,
  words: Words,
  pictures: readonly BreastPicture[],
  formats: Readonly<Record<'first' | 'second', readonly ExportFormat[]>>,
): Promise<SecondReading> {
  const { page } = program;
  const exports = freshFolder('second-reading');
  await installNetwork(program, words);
  await page.keyboard.press('Control+6');
  await pictureOnBench(page, pictures);
  await page.keyboard.press('Control+ArrowUp');
  for (const { name, pin } of Object.values(READERS)) await signIn(page, words, name, pin, true);
  const roles = Object.entries(READERS).map(([role, { name }]) => [name, role] as const);
  await giveRoles(page, words, Object.fromEntries(roles));
  const ways: Record<Way, number> = { brush: 0, polygon: 0, box: 0, network: 0 };
  for (const reader of ['first', 'second'] as const) {
    const { name, pin } = READERS[reader];
    await signIn(page, words, name, pin, false);
    await page.keyboard.press('Control+Enter');
    for (let number = 0; number < pictures.length; number++) {
      const picture = await pictureOnBench(page, pictures);
      if (reader === 'second') {
        // nothing of the first reader and nothing of a network is there
        expect(await labelled(page)).toBe(0);
        await expect(page.getByText(words('annotate.model-blinded'))).toBeVisible();
        await expect(page.getByRole('button', { name: words('annotate.take-mask') })).toHaveCount(0);
        await expect(page.getByText(READERS.first.name)).toHaveCount(0);
      }
      const told = tellings(picture, number)[reader];
      if (reader === 'first' && picture.lesion && picture.finding !== 'none') ways[told.way] += 1;
      const { leave } = await read(page, words, picture, told);
      if (number + 1 < pictures.length) await leave();
    }
    await expect(page.getByRole('button', { name: words('annotate.state.done') })).toBeVisible();
    await page.keyboard.press('Control+ArrowUp');
    const done = words('annotate.done-of', { done: pictures.length, total: pictures.length });
    await expect(page.getByText(done).first()).toBeVisible();
    // who is blinded exports what they said themselves
    if (reader === 'second') await exportAll(reader);
  }
  await signIn(page, words, READERS.adjudication.name, READERS.adjudication.pin, false);
  await exportAll('first');
  await page.keyboard.press('g');
  return { rows: await agreementRows(page), exports, ways };

  async function exportAll(reader: 'first' | 'second') {
    for (const format of formats[reader])
      await exportLabels(program, words, format, path.join(exports, reader, format));
  }
}
