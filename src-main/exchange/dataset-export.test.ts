import { decode } from 'fast-png';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { readHeader } from '../reading/dicom/header.ts';
import { bytesInMemory } from '../reading/containers/byte-source.ts';
import { DatasetExport, type ExportOrder } from './dataset-export.ts';
import { factsOf, framesOf, IDENTITY, ITEMS, order } from './export-items.fixture.ts';
import digests from './read-elsewhere.fixture.json' with { type: 'json' };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const code = (of: string) => expect.objectContaining({ code: of }) as unknown;
const single = ITEMS.filter(({ slices, samplesPerPixel }) => slices.length === 1 && samplesPerPixel === 1);
const grey = ITEMS.filter(({ samplesPerPixel }) => samplesPerPixel === 1);

/** Writes items and answers the files below the export's folder, by path. */
async function exported(
  format: ExportOrder['format'],
  wishes: Parameters<typeof order>[2] = {},
  items: readonly ExportItem[] = ITEMS,
) {
  const place = path.join(folder, 'out');
  const run = await DatasetExport.begin({ ...order(format, place, wishes), facts: factsOf(items) }, framesOf(items));
  for (const item of items) await run.item(item);
  const summary = await run.finish();
  const names = (await readdir(place, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  const files = new Map<string, Buffer>();
  for (const name of names) files.set(name, await readFile(path.join(place, name)));
  return { files, summary };
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const blessed = (prefix: string) =>
  Object.entries(digests)
    .filter(([name]) => name.startsWith(`${prefix}/`))
    .map(([name, digest]) => [name.slice(prefix.length + 1), digest] as const);
const pixels = (file: Buffer | undefined) => new Uint8Array(decode(file as Buffer).data);

describe('what other programs read right is what is written', () => {
  it.each([
    ['nifti', 'nifti', {}, ITEMS, (name: string) => `masks/${name}.nii.gz`, gunzipSync],
    ['coco', 'coco', {}, ITEMS, (name: string) => `annotations/${name}`, (file: Buffer) => file],
    ['labels', 'labels', {}, ITEMS, (name: string) => name, (file: Buffer) => file],
    ['voc', 'voc', {}, ITEMS, (name: string) => `Annotations/${name}`, (file: Buffer) => file],
    ['png', 'png', { emptySlices: true }, ITEMS, (name: string) => `masks/${name}.png`, pixels],
    ['nnunet-png', 'nnunet', {}, single, (name: string) => `labelsTr/${name}.png`, pixels],
  ] as const)('in %s', async (prefix, format, wishes, items, fileOf, content) => {
    const { files } = await exported(format, wishes, items);
    expect(blessed(prefix).length).toBeGreaterThan(2);
    for (const [name, digest] of blessed(prefix)) {
      expect([name, sha256(content(files.get(fileOf(name)) as Buffer))]).toEqual([name, digest]);
    }
  });

  it.each(['boxes', 'polygons'] as const)('in YOLO, as %s', async (lines) => {
    const { files } = await exported('yolo', { yolo: lines });
    for (const [name, digest] of blessed(`yolo-${lines}`)) {
      const [found] = [...files].filter(([file]) => file.startsWith('labels/') && file.endsWith(`/${name}`));
      expect([name, sha256(found?.[1] as Buffer)]).toEqual([name, digest]);
    }
  });

  it('in nnU-Net', async () => {
    const { files } = await exported('nnunet', {}, grey);
    for (const [name, digest] of blessed('nnunet')) {
      const file = files.get(`labelsTr/${name}.nii.gz`) ?? files.get(`labelsTs/${name}.nii.gz`);
      expect([name, sha256(gunzipSync(file as Buffer))]).toEqual([name, digest]);
    }
  });

  it('in DICOM Segmentations, which our own reader opens as well', async () => {
    const { files } = await exported('dicom-seg');
    for (const [name, digest] of blessed('dicom-seg')) {
      const file = new Uint8Array(files.get(`${name}.dcm`) as Buffer);
      const { pixelData, warnings } = await readHeader(bytesInMemory(file));
      const { offset, length } = pixelData as NonNullable<typeof pixelData>;
      expect(warnings).toEqual([]);
      expect([name, sha256(file.subarray(offset, offset + length))]).toEqual([name, digest]);
    }
  });

  it('in npz', async () => {
    const { files } = await exported('npz', { side: 28 });
    const archive = files.get('dataset.npz') as Buffer;
    for (const [part, digest] of blessed('npz')) {
      const at = archive.indexOf(`${part}_masks.npy`) + `${part}_masks.npy`.length;
      const head = archive.readUInt16LE(at + 8) + 10;
      const [, count] = /'shape': \((\d+), 28, 28\)/.exec(archive.toString('latin1', at, at + head)) ?? [];
      expect([part, sha256(archive.subarray(at + head, at + head + Number(count) * 784))]).toEqual([part, digest]);
    }
  });
});

describe('an export', () => {
  it('says what it holds, file by file', async () => {
    const { files, summary } = await exported('coco');
    const manifest = JSON.parse(String(files.get('manifest.json'))) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      ...{ exportedBy: 'Dr Lindqvist', exportedAt: '2026-11-28T09:00:00.000Z', identity: 'removed', items: 8 },
      ...{ program: { name: 'Skiagraph', version: '0.0.1' }, schema: { key: 'breast-lesions', version: 3 } },
    });
    for (const { path: name, sha256: digest, bytes } of manifest['files'] as {
      path: string;
      sha256: string;
      bytes: number;
    }[]) {
      expect([name, bytes, digest]).toEqual([name, files.get(name)?.length, sha256(files.get(name) as Buffer)]);
    }
    expect((manifest['files'] as unknown[]).length).toBe(files.size - 1);
    expect(summary).toMatchObject({ items: 8, files: files.size, failed: [] });
  });

  it('names the models that helped, and whether a person went over all that they drew', async () => {
    const helped = ITEMS.slice(0, 2).map((item, i) => ({
      ...item,
      models: [{ modelId: 'breast-lesion', version: '1.0.0', sha256: 'ab'.repeat(32), touched: i === 0 }],
    }));
    const { files } = await exported('labels', {}, helped);
    expect(JSON.parse(String(files.get('manifest.json')))).toMatchObject({
      modelHelp: [{ modelId: 'breast-lesion', version: '1.0.0', sha256: 'ab'.repeat(32), touched: false, items: 2 }],
    });
  });

  it('leaves a whole item out where it does not fit, says so, and writes the others', async () => {
    const { files, summary } = await exported('dicom-seg');
    expect(summary.failed).toEqual([{ item: 's1sheared', reason: { code: 'seg-grid-sheared', details: {} } }]);
    expect([...files.keys()].filter((name) => name.includes('s1sheared'))).toEqual([]);
    expect(files.has('d8slanted.dcm')).toBe(true);
  });

  it('takes away what a process that died left unfinished, and nothing that somebody writes', async () => {
    const begun = await DatasetExport.begin(order('png', path.join(folder, 'mine')), framesOf(ITEMS));
    const [mine] = (await readdir(folder)).filter((name) => name.startsWith('.skiagraph-'));
    const [, machine] = (mine as string).slice(1).split('-');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const left = `.skiagraph-${machine}-${dead}-8c0b0f7e`;
    const others = [`.skiagraph-00000000-${dead}-8c0b0f7e`, '.skiagraph-notes', `.skiagraph-${machine}-x-1`];
    for (const name of [left, ...others]) await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, left, 'half.png'), 'half');
    await exported('png');
    expect((await readdir(folder)).sort()).toEqual([mine as string, ...others, 'out'].sort());
    await begun.abandon();
  });

  it('says which pixels were labelled, and that nobody was signed in', async () => {
    const one = [ITEMS.find(({ id }) => id === 'x5oblique') as ExportItem];
    const run = await DatasetExport.begin({ ...order('labels', path.join(folder, 'out')), by: null }, framesOf(one));
    for (const item of one) await run.item(item);
    await run.finish();
    const { items } = JSON.parse(await readFile(path.join(folder, 'out', 'labels.json'), 'utf8')) as {
      items: { pixelSha256: string }[];
    };
    const hash = createHash('sha256');
    for (const { instance, frame } of (one[0] as ExportItem).slices) {
      const { instanceId } = (one[0] as ExportItem).instances[instance] as ExportItem['instances'][number];
      const { values } = await framesOf(one).frame(instanceId, frame);
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    expect(items[0]?.pixelSha256).toBe(hash.digest('hex'));
    const manifest = JSON.parse(await readFile(path.join(folder, 'out', 'manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ exportedBy: null, signedIn: false });
  });

  it('keeps labels whose picture is gone', async () => {
    const run = await DatasetExport.begin(order('labels', path.join(folder, 'out')), {
      frame: () => Promise.reject(new CodedError('source-gone')),
    });
    expect(await run.item(ITEMS[0] as ExportItem)).toBeNull();
    await run.finish();
    expect(await readFile(path.join(folder, 'out', 'labels.json'), 'utf8')).toContain('"pixelSha256":null');
  });

  it('leaves nothing of an item whose pictures end half-way', async () => {
    const frames = framesOf(ITEMS);
    const run = await DatasetExport.begin(order('yolo', path.join(folder, 'out')), {
      frame: (id, frame) => (frame === 2 ? Promise.reject(new CodedError('source-gone')) : frames.frame(id, frame)),
    });
    const [oblique, odd] = ['x5oblique', 'k3f9odd'].map((id) => ITEMS.find((item) => item.id === id) as ExportItem);
    expect(await run.item(oblique as ExportItem)).toEqual({ code: 'source-gone', details: {} });
    expect(await run.item(odd as ExportItem)).toBeNull();
    await run.finish();
    const written = await readdir(path.join(folder, 'out'), { recursive: true });
    expect(written.filter((name) => name.includes('x5oblique'))).toEqual([]);
    expect(written.filter((name) => name.includes('k3f9odd'))).toHaveLength(2);
  });

  it('is never written into a folder that holds something, nor over a file', async () => {
    const place = path.join(folder, 'out');
    await writeFile(place, 'mine');
    await expect(DatasetExport.begin(order('labels', place), framesOf(ITEMS))).rejects.toEqual(
      code('export-folder-not-empty'),
    );
    expect(await readFile(place, 'utf8')).toBe('mine');
    await expect(DatasetExport.begin(order('labels', folder), framesOf(ITEMS))).rejects.toEqual(
      code('export-folder-not-empty'),
    );
  });

  it('is there whole or not at all', async () => {
    const run = await DatasetExport.begin(order('coco', path.join(folder, 'out')), framesOf(ITEMS));
    await run.item(ITEMS[0] as ExportItem);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.skiagraph-/)]);
    await run.abandon();
    expect(await readdir(folder)).toEqual([]);
  });

  it('of nothing is none', async () => {
    const run = await DatasetExport.begin(order('labels', path.join(folder, 'out')), framesOf([]));
    await expect(run.finish()).rejects.toEqual(code('export-nothing'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused where a format has no place for what is asked', async () => {
    const begun = (format: ExportOrder['format'], changed: Partial<ExportOrder>) =>
      DatasetExport.begin({ ...order(format, path.join(folder, 'out')), ...changed }, framesOf(ITEMS));
    const { schema } = order('npz', folder);
    await expect(begun('npz', {})).rejects.toEqual(code('export-sizes-differ'));
    await expect(begun('nnunet', { schema: { ...schema, segments: [] } })).rejects.toEqual(code('export-unfit'));
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('an export without identity', () => {
  const needles = [
    'Okonkwo',
    'Adaeze',
    '奥孔科沃',
    'BR-2207-41',
    '1961-07-19',
    '19610719',
    'ACC-778812',
    '1.2.826.0.1.3680043.8.498',
  ];

  it.each(['nifti', 'dicom-seg', 'coco', 'yolo', 'voc', 'png', 'labels'] as const)(
    'in %s names nobody',
    async (format) => {
      const { files } = await exported(format);
      for (const [name, bytes] of files) {
        for (const needle of needles) {
          for (const encoding of ['utf8', 'utf16le', 'latin1'] as const) {
            expect([name, needle, bytes.includes(Buffer.from(needle, encoding))]).toEqual([name, needle, false]);
            expect(name).not.toContain(needle);
          }
        }
      }
    },
  );

  it('ends and leaves nothing where a name stands in a note', async () => {
    const [first, ...others] = ITEMS as [ExportItem, ...ExportItem[]];
    const note = { field: 'note', place: { scope: 'item' as const }, answer: 'spoke to OKONKWO about it' };
    const run = await DatasetExport.begin(order('labels', path.join(folder, 'out')), framesOf(ITEMS));
    for (const item of others) expect(await run.item(item)).toBeNull();
    await expect(run.item({ ...first, answers: [note] })).rejects.toEqual(code('deid-leak'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps it where that is asked for', async () => {
    const { files } = await exported('dicom-seg', { keepIdentity: true });
    const file = files.get('d8slanted.dcm')?.toString('utf8');
    for (const needle of [IDENTITY.patientName, IDENTITY.patientId, '19610719', IDENTITY.studyUid]) {
      expect(file).toContain(needle);
    }
    expect(JSON.parse(String(files.get('manifest.json')))).toMatchObject({
      identity: 'kept',
      dataset: 'Okonkwo study',
    });
  });
});
