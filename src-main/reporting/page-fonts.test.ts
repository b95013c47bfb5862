import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { facesOf, fontsFor } from './page-fonts.ts';

const face = (family: string, file: string, range: string) =>
  `@font-face{font-family:${family};font-display:swap;src:url(./${file})format("woff2-variations");unicode-range:${range}}`;

describe('fontsFor', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'report-fonts-'));
    await mkdir(path.join(folder, 'assets'));
    for (const name of ['latin-a1.woff2', 'han-b2.woff2', 'other-c3.woff2'])
      await writeFile(path.join(folder, 'assets', name), name);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('takes the pieces that the characters need and waits for them', async () => {
    const sheet =
      face('Inter Variable', 'latin-a1.woff2', 'U+0-FF,U+131') +
      face('"Noto Sans SC Variable"', 'han-b2.woff2', 'U+4E00-9FFF') +
      face('Other', 'other-c3.woff2', 'U+0-10FFFF');
    await writeFile(path.join(folder, 'assets', 'index-x.css'), sheet);
    expect([...(await fontsFor(folder, 'Report')).files.keys()]).toEqual(['latin-a1.woff2']);
    const both = await fontsFor(folder, 'Report 肺');
    expect([...both.files.keys()]).toEqual(['latin-a1.woff2', 'han-b2.woff2']);
    expect(both.css).toContain('url(han-b2.woff2)');
    expect(both.css).not.toContain('swap');
  });

  it('never prints silently in a guessed font', async () => {
    await writeFile(path.join(folder, 'assets', 'index-x.css'), 'body{}');
    await expect(fontsFor(folder, 'x')).rejects.toThrow('no fonts');
  });
});

describe('facesOf', () => {
  it('reads single points, ranges and wild cards', () => {
    expect(facesOf(face('Inter Variable', 'a.woff2', 'U+41, U+4E00-4E0F,U+4??'))[0]?.ranges).toEqual([
      [0x41, 0x41],
      [0x4e00, 0x4e0f],
      [0x400, 0x4ff],
    ]);
  });
});
