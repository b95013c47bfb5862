import { describe as group, expect, it, vi } from 'vitest';
import { CodedError, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { DocumentDescription } from '../../src-shared/imaging/document.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { film, picture } from '../caselog/examples.ts';
import type { IndexEvent, PixelSummary } from '../reading/index.ts';
import { describe } from './describe.ts';
import type { Line } from './output.ts';

vi.mock('electron', () => ({ BrowserWindow: vi.fn() }));

const SUMMARY: PixelSummary = { sha256: 'a'.repeat(64), min: 0, max: 9, mean: 4, rescaledMin: 0, rescaledMax: 9 };

const read = (path: string, description: InstanceDescription): IndexEvent => ({
  kind: 'instance',
  path,
  modifiedMs: 1,
  description,
});
const failed = (path: string): IndexEvent => ({
  kind: 'failed',
  path,
  error: { code: 'dicom-truncated', details: {} },
});
const slice = (instanceNumber: number): InstanceDescription => ({
  ...film(1),
  instanceNumber,
  instanceUid: `1.2.3.1.1.${instanceNumber}`,
  fileSha256: film(100 + instanceNumber).fileSha256,
});

/** Runs `describe` over what a reader tells; answers exit code, lines and failures. */
async function run(
  events: IndexEvent[],
  pixels = false,
  summary: () => Promise<PixelSummary> = async () => SUMMARY,
  signal = new AbortController().signal,
) {
  const lines: Line[] = [];
  const failures: { code: Code; path: string | undefined }[] = [];
  const summarised = vi.fn(summary);
  const reader = {
    index: (_paths: string[], on: (event: IndexEvent) => void) => {
      events.forEach(on);
      return { done: Promise.resolve({ found: events.length, read: 0, failed: 0 }), cancel: () => undefined };
    },
    grant: async () => undefined,
    summary: summarised,
  };
  const output = {
    line: (line: Line) => lines.push(line),
    progress: () => undefined,
    fail: ({ code }: Coded, path?: string) => failures.push({ code, path }),
  };
  const exit = await describe(reader as never, output as never, { paths: ['/films'], pixels }, signal);
  return { exit, lines, failures, summarised, of: (type: Line['type']) => lines.filter((line) => line.type === type) };
}

group('describe', () => {
  it('writes a line an instance, a line a series and a summary, and ends with 0', async () => {
    const { exit, lines, failures } = await run([read('/films/a.dcm', film(1)), read('/films/b.dcm', film(2))]);
    expect(exit).toBe(0);
    expect(failures).toEqual([]);
    expect(lines.map(({ type }) => type)).toEqual(['instance', 'instance', 'series', 'series', 'summary']);
    expect(lines[0]).toMatchObject({
      path: '/films/a.dcm',
      identity: film(1).identity,
      modality: 'DX',
      bodyPart: 'CHEST',
      fileSha256: film(1).fileSha256,
      form: { rows: 2000, columns: 1800, modalityLut: false, voiLut: false },
      warnings: [],
    });
    expect(lines.at(-1)).toEqual({ type: 'summary', instances: 2, failed: 0, series: 2 });
  });

  it('gathers the instances of a series in reading order', async () => {
    const events = [3, 1, 2].map((n) => read(`/films/${n}.dcm`, slice(n)));
    const { of } = await run(events);
    expect(of('series')).toEqual([
      expect.objectContaining({
        seriesUid: film(1).seriesUid,
        studyUid: '1.2.3.1',
        count: 3,
        orderedBy: 'number',
        paths: ['/films/1.dcm', '/films/2.dcm', '/films/3.dcm'],
      }),
    ]);
  });

  it('tells where the slices of a series lie, and what is wrong with them', async () => {
    const placed = (n: number, mm: number) => {
      const { pixels, gate, ...rest } = slice(n);
      const place = { imagePositionMm: [0, 0, mm] as [number, number, number], imageOrientation: [1, 0, 0, 0, 1, 0] };
      return read(`/films/${n}.dcm`, { ...rest, gate: { ...gate, modality: 'CT' }, pixels: { ...pixels, ...place } });
    };
    const whole = await run([placed(1, 0), placed(2, 3), placed(3, 6)]);
    expect(whole.of('series')).toMatchObject([
      {
        rows: 2000,
        columns: 1800,
        slices: 3,
        spacingMm: { row: 0.2, column: 0.2 },
        sliceSpacingMm: 3,
        provenance: 'pixel-spacing',
        affine: [
          [0.2, 0, 0, 0],
          [0, 0.2, 0, 0],
          [0, 0, 3, 0],
          [0, 0, 0, 1],
        ],
        orientation: ['L', 'P', 'H'],
        regular: true,
        obstacles: [],
        warnings: [],
      },
    ]);
    const torn = await run([placed(1, 0), placed(2, 3), placed(3, 9)]);
    expect(torn.of('series')).toMatchObject([
      { regular: false, affine: null, warnings: [{ code: 'series-gap', details: { missing: 1, positionsMm: '6' } }] },
    ]);
  });

  it('never merges two patients, and says which files are in conflict', async () => {
    const other = { ...slice(2), identity: { ...film(1).identity, patientId: 'P2' } };
    const changed = { ...slice(1), fileSha256: film(999).fileSha256 };
    const events = [slice(1), other, changed, slice(1)].map((one, i) => read(`/films/${i}.dcm`, one));
    const { exit, failures, of } = await run(events);
    expect(exit).toBe(0);
    expect(failures.map(({ code }) => code)).toEqual(['patient-mismatch', 'dicom-uid-conflict']);
    expect(of('warning')).toEqual([
      { type: 'warning', code: 'instance-duplicate', details: { count: 1, files: '3.dcm' } },
    ]);
    expect(of('series').map((line) => line['paths'])).toEqual([['/films/0.dcm'], ['/films/1.dcm']]);
  });

  it('never joins pictures that name no series', async () => {
    const { of } = await run([read('/films/a.png', picture(1)), read('/films/b.png', picture(2))]);
    expect(of('series').map((line) => line['paths'])).toEqual([['/films/a.png'], ['/films/b.png']]);
  });

  it('writes one error line for each bad file and still ends with 0 beside a good one', async () => {
    const { exit, failures, lines } = await run([
      failed('/films/x.dcm'),
      read('/films/a.dcm', film(1)),
      failed('/films/y.dcm'),
    ]);
    expect(exit).toBe(0);
    expect(failures).toEqual([
      { code: 'dicom-truncated', path: '/films/x.dcm' },
      { code: 'dicom-truncated', path: '/films/y.dcm' },
    ]);
    expect(lines.at(-1)).toMatchObject({ instances: 1, failed: 2 });
  });

  it('ends with 2 when nothing was readable, and says it once', async () => {
    const one = await run([failed('/films/x.dcm')]);
    expect([one.exit, one.failures.length]).toEqual([2, 1]);
    const two = await run([failed('/films/x.dcm'), failed('/films/y.dcm')]);
    expect(two.failures.map(({ code }) => code)).toEqual(['dicom-truncated', 'dicom-truncated']);
    const none = await run([]);
    expect([none.exit, none.failures]).toEqual([2, [{ code: 'nothing-readable', path: undefined }]]);
  });

  it('reads pixels only when it is asked to', async () => {
    const without = await run([read('/films/a.dcm', film(1))]);
    expect(without.summarised).not.toHaveBeenCalled();
    expect(without.lines[0]).not.toHaveProperty('pixels');
    const { lines } = await run([read('/films/a.dcm', film(1))], true);
    expect(lines[0]).toMatchObject({ pixels: SUMMARY });
  });

  it('describes a film whose pixels cannot be decoded, with an error line beside it', async () => {
    const { exit, lines, failures } = await run([read('/films/a.dcm', film(1))], true, () =>
      Promise.reject(new CodedError('codec-corrupt')),
    );
    expect(exit).toBe(0);
    expect(lines[0]).toMatchObject({ type: 'instance', path: '/films/a.dcm' });
    expect(lines[0]).not.toHaveProperty('pixels');
    expect(failures).toEqual([{ code: 'codec-corrupt', path: '/films/a.dcm' }]);
  });

  it('writes an object without pixels as an instance of its kind, beside pictures or alone', async () => {
    const { identity, seriesUid, seriesNumber, seriesDescription, instanceUid, instanceNumber } = film(1);
    const document: DocumentDescription = {
      kind: 'report',
      title: 'Chest CT report',
      modality: 'SR',
      ...{ identity, seriesUid, seriesNumber, seriesDescription, instanceUid, instanceNumber },
      sopClassUid: '1.2.840.10008.5.1.4.1.1.88.11',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      fileBytes: 2000,
      fileSha256: 'c'.repeat(64),
      warnings: [],
    };
    const event: IndexEvent = { kind: 'document', path: '/films/r.dcm', modifiedMs: 1, document };
    const { exit, lines, failures, summarised } = await run([event], true);
    expect([exit, failures]).toEqual([0, []]);
    expect(summarised).not.toHaveBeenCalled();
    expect(lines).toEqual([
      { type: 'instance', path: '/films/r.dcm', ...document },
      { type: 'summary', instances: 1, failed: 0, series: 0 },
    ]);
    const both = await run([event, read('/films/a.dcm', film(1))]);
    expect(both.of('instance').map(({ kind }) => kind)).toEqual(['report', 'image']);
  });

  it('ends with 4 when it is interrupted', async () => {
    const { exit, of } = await run([read('/films/a.dcm', film(1))], false, undefined, AbortSignal.abort());
    expect(exit).toBe(4);
    expect(of('instance')).toEqual([]);
  });
});
