import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Fonts for one document: the faces that its characters need and their files by name. */
export interface PageFonts {
  readonly css: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

interface Face {
  readonly css: string;
  readonly file: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

const FAMILIES = /font-family:\s*["']?(Inter|Noto Sans SC) Variable/;

/**
 * Takes the program's own fonts out of the built page, where they lie cut into pieces by Unicode range.
 *
 * @param pageFolder the built page, with its style sheets and fonts in `assets/`
 * @param text whose characters are to be printed
 * @throws Error where the built page declares no such fonts
 */
export async function fontsFor(pageFolder: string, text: string): Promise<PageFonts> {
  const folder = path.join(pageFolder, 'assets');
  const sheets = (await readdir(folder)).filter((name) => name.endsWith('.css')).sort();
  const faces = (await Promise.all(sheets.map((name) => readFile(path.join(folder, name), 'utf8')))).flatMap(facesOf);
  if (faces.length === 0) throw new Error('the built page declares no fonts');
  const characters = new Set(Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const needed = faces.filter(({ ranges }) => [...characters].some((code) => within(code, ranges)));
  const files = new Map<string, Uint8Array>();
  for (const { file } of needed) files.set(file, await readFile(path.join(folder, file)));
  return { css: needed.map(({ css }) => css).join('\n'), files };
}

/** The declared faces of our two families, each with its file's bare name and address. */
export function facesOf(sheet: string): Face[] {
  return [...sheet.matchAll(/@font-face\s*\{[^}]*\}/g)]
    .map(([css]) => css)
    .filter((css) => FAMILIES.test(css))
    .flatMap((css) => {
      const file = /url\(["']?[^)"']*?([A-Za-z0-9._-]+\.woff2)["']?\)/.exec(css)?.[1];
      const ranges = /unicode-range:\s*([^;}]+)/.exec(css)?.[1];
      if (!file) return [];
      const printed = css.replace(/url\([^)]*\)/, `url(${file})`).replace(/font-display:\s*\w+/, 'font-display:block');
      return [{ css: printed, file, ranges: ranges ? rangesOf(ranges) : [[0, 0x10ffff] as const] }];
    });
}

function rangesOf(list: string): (readonly [number, number])[] {
  return list.split(',').map((part) => {
    const [from = '0', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to.replaceAll('?', 'F'), 16)] as const;
  });
}

function within(code: number, ranges: Face['ranges']): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to);
}
