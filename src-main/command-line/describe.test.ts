import { describe as group, expect, it, vi } from 'vitest';
import { CodedError, type Code, type Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceDescription } from '../../src-shared/imaging/instance.ts';
import { film, picture } from '../caselog/examples.ts';
import type { IndexEvent, PixelSummary } from '../reading/index.ts';
import { describe } from './describe.ts';
import type { Line } from './output.ts';

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
const slice = (instanceNumber: number): InstanceDescription => ({ ...film(1), instanceNumber });

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

  it('ends with 4 when it is interrupted', async () => {
    const { exit, of } = await run([read('/films/a.dcm', film(1))], false, undefined, AbortSignal.abort());
    expect(exit).toBe(4);
    expect(of('instance')).toEqual([]);
  });
});
