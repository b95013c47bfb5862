import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CodedError } from '../../src-shared/contract/coded.ts';

const MOST_FILES = 100_000;
const DEEPEST = 8;
const LABEL_FILE = /(\.nii(\.gz)?|\.png|\.dcm|\.json|\.xml|\.csv)$/i;
/** Of our own exports: what stands beside labels. */
const BESIDE = /^(manifest|schema|segments|dataset|splits_final|labels)\.json$|^regions\.csv$/i;
/** Folders that hold pictures, not labels, in the layouts that are read. */
const PICTURES = /^(images(Tr|Ts)?|JPEGImages|ImageSets)$/;

/**
 * The label files that a person chose, or that lie below a folder that they chose, in the order of their names. Of COCO's two files of ours the
 * one with run lengths is left out: the other says the same. Links are not followed. Errors: `source-gone`, `folder-limit`
 */
export async function labelFilesBelow(chosen: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const waiting = chosen.map((at) => ({ at, depth: 0 }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { at, depth } = next;
    const about = await stat(at).catch((cause: unknown) => {
      throw new CodedError('source-gone', {}, { cause });
    });
    if (!about.isDirectory()) {
      if (depth === 0 || LABEL_FILE.test(at)) found.push(at);
      continue;
    }
    if (depth > DEEPEST) continue;
    for (const entry of await readdir(at, { withFileTypes: true })) {
      const wanted = entry.isDirectory()
        ? !PICTURES.test(entry.name) && !entry.name.startsWith('.')
        : entry.isFile() && LABEL_FILE.test(entry.name) && !BESIDE.test(entry.name);
      if (wanted) waiting.push({ at: path.join(at, entry.name), depth: depth + 1 });
    }
    if (found.length + waiting.length > MOST_FILES) throw new CodedError('folder-limit');
  }
  const all = new Set(found);
  return found.filter((file) => !all.has(file.replace(/_rle\.json$/, '.json')) || !file.endsWith('_rle.json')).sort();
}
