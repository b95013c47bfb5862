import { expect, test } from '@playwright/test';
import { decode } from 'fast-png';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { decodeJpeg } from '../src-main/reading/codecs/jpeg.ts';
import { jpegFile } from '../src-main/reading/pictures/jpeg.fixture.ts';
import { FILM_SIZE, greyChest, writeDicomFilm } from './films.ts';
import { commandLine, commandLineOf, ELECTRON, freshFolder, ROOT, SAMPLE, SANDBOX_SWITCH } from './program.ts';

const MODEL = ['--model', 'chest-xr-pneumonia'];

/** Writes films that all differ; their files in the order of reading. */
function longBatch(folder: string, count: number): string[] {
  fs.mkdirSync(folder);
  const pixels = greyChest();
  return Array.from({ length: count }, (_, i) => {
    const own = pixels.map((value, at) => (at % count === i ? 255 - value : value));
    return writeDicomFilm(path.join(folder, `${1000 + i}.dcm`), 1000 + i, own);
  });
}

for (const host of ['node', 'electron'] as const) {
  test.describe(`skiagraph without a display, under ${host}`, () => {
    const folder = freshFolder(`command-line-${host}`);
    const skiagraph = (words: string[]) => commandLine(words, { host });
    test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

    test('gives the same probability for a JPEG and for its pixels as DICOM, with a heat map of the source’s size', async () => {
      const jpeg = path.join(folder, 'film.jpeg');
      fs.writeFileSync(jpeg, await jpegFile(...FILM_SIZE, greyChest()));
      const { values } = await decodeJpeg(fs.readFileSync(jpeg), 'rgb');
      const pixels = Uint8Array.from(values);
      const films = {
        jpeg,
        plain: writeDicomFilm(path.join(folder, 'plain.dcm'), 1, pixels),
        windowed: writeDicomFilm(path.join(folder, 'windowed.dcm'), 2, pixels, {
          '00281050': { vr: 'DS', value: '128' },
          '00281051': { vr: 'DS', value: '256' },
        }),
        inverted: writeDicomFilm(
          path.join(folder, 'inverted.dcm'),
          3,
          pixels.map((value) => 255 - value),
          {
            '00280004': { vr: 'CS', value: 'MONOCHROME1' },
          },
        ),
      };
      const probabilities: Record<string, number> = {};
      for (const [name, file] of Object.entries(films)) {
        const out = path.join(folder, 'out', name);
        const run = skiagraph(['analyze', file, ...MODEL, '--out', out]);
        expect(run.status, run.stderr).toBe(0);
        const result = run.lines.find(({ type }) => type === 'result')!;
        probabilities[name] = result['probabilities'].pneumonia;
        expect(result).toMatchObject({
          input: { path: file },
          model: { id: 'chest-xr-pneumonia' },
          task: 'classification',
          provider: { name: 'cpu' },
          operatingPoint: { label: 'pneumonia' },
        });
        const [map] = result['files'] as { kind: string; path: string }[];
        expect(map).toMatchObject({ kind: 'map' });
        expect(path.basename(map!.path)).toBe(`${path.parse(file).name}.chest-xr-pneumonia.map.png`);
        const { width, height, depth } = decode(fs.readFileSync(map!.path));
        expect([height, width, depth]).toEqual([...FILM_SIZE, 16]);
      }
      for (const name of ['plain', 'windowed', 'inverted']) {
        expect(Math.abs(probabilities[name]! - probabilities['jpeg']!), name).toBeLessThanOrEqual(1e-4);
      }
    });

    test('answers a text file named .dcm with exit 2 and a coded line', () => {
      const file = path.join(folder, 'text.dcm');
      fs.writeFileSync(file, 'This is a letter, not a film.\n');
      for (const command of [
        ['describe', file],
        ['analyze', file, ...MODEL],
      ]) {
        const run = skiagraph(command);
        expect(run.status).toBe(2);
        expect(run.lines).toContainEqual(expect.objectContaining({ type: 'error', code: 'not-an-image', path: file }));
        expect(run.stderr).toContain('not a medical image');
      }
    });

    test('goes on past a bad file in a folder, and says which it was', () => {
      const mixed = path.join(folder, 'mixed');
      fs.mkdirSync(path.join(mixed, 'deeper'), { recursive: true });
      writeDicomFilm(path.join(mixed, 'deeper', 'good.dcm'), 4, greyChest());
      fs.writeFileSync(path.join(mixed, 'empty.dcm'), '');
      const out = path.join(folder, 'out', 'mixed');
      const run = skiagraph(['analyze', mixed, ...MODEL, '--out', out]);
      expect(run.status, run.stderr).toBe(0);
      expect(run.lines.filter(({ type }) => type === 'error')).toHaveLength(1);
      expect(fs.existsSync(path.join(out, 'deeper', 'good.chest-xr-pneumonia.map.png'))).toBe(true);
    });

    test('refuses a CT with exit 3 and without a probability, and marks one that was insisted on', () => {
      const ct = writeDicomFilm(path.join(folder, 'ct.dcm'), 5, greyChest(), { '00080060': { vr: 'CS', value: 'CT' } });
      const refused = skiagraph(['analyze', ct, ...MODEL]);
      expect(refused.status).toBe(3);
      const result = refused.lines.find(({ type }) => type === 'result')!;
      expect(result).toMatchObject({ verdict: 'refused', refusal: { code: 'modality-unsuitable' } });
      expect(result).not.toHaveProperty('probabilities');

      const insisted = skiagraph(['analyze', ct, ...MODEL, '--insist']);
      expect(insisted.status).toBe(0);
      const marked = insisted.lines.find(({ type }) => type === 'result')!;
      expect(marked).toMatchObject({ insisted: true, refusal: { code: 'modality-unsuitable' } });
      expect(marked['warnings']).toContainEqual({ code: 'result-insisted', details: {} });
    });

    for (const words of [[], ['analyze'], ['analyze', 'x.dcm'], ['describe'], ['fly'], ['describe', 'x', '--wings']]) {
      test(`answers wrong usage with exit 64: skiagraph ${words.join(' ')}`, () => {
        const run = skiagraph(words);
        expect(run.status).toBe(words.length === 0 ? 0 : 64);
        expect(run.stderr).toContain('skiagraph analyze');
      });
    }

    test('speaks Chinese to people and the same codes to programs', () => {
      const file = path.join(folder, 'leer.dcm');
      fs.writeFileSync(file, '');
      const run = skiagraph(['describe', file, '--lang', 'zh']);
      expect(run.lines).toContainEqual(expect.objectContaining({ type: 'error', code: 'not-an-image' }));
      expect(run.stderr).toMatch(/[\u4e00-\u9fff]/);
    });

    test('describes pixels by a hash over the stored values', () => {
      const run = skiagraph(['describe', SAMPLE, '--pixels']);
      expect(run.status).toBe(0);
      const instance = run.lines.find(({ type }) => type === 'instance')!;
      expect(instance['path']).toBe(SAMPLE);
      expect(instance['pixels'].sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(instance['pixels'].max).toBeLessThanOrEqual(4095);
    });

    test('verifies every model on the shelf', () => {
      const run = skiagraph(['models', 'verify']);
      expect(run.status, run.stdout).toBe(0);
      expect(run.lines.at(-1)).toMatchObject({ type: 'summary', refused: 0 });
    });

    test('never lets two films of one name share a heat map', () => {
      const [first, second] = ['first', 'second'].map((name, index) => {
        fs.mkdirSync(path.join(folder, name), { recursive: true });
        return writeDicomFilm(path.join(folder, name, 'film.dcm'), 20 + index, greyChest());
      });
      const run = skiagraph(['analyze', first!, second!, ...MODEL, '--out', path.join(folder, 'out', 'twins')]);
      const maps = run.lines.filter(({ type }) => type === 'result').map((result) => result['files'][0].path as string);
      expect(new Set(maps).size).toBe(2);
      for (const map of maps) expect(fs.existsSync(map)).toBe(true);
    });

    test('says that the output folder can’t be written before it analyses anything', () => {
      const file = path.join(folder, 'a-file');
      fs.writeFileSync(file, '');
      const run = skiagraph(['analyze', SAMPLE, ...MODEL, '--out', path.join(file, 'out')]);
      expect(run.status).toBe(1);
      expect(run.lines).toEqual([expect.objectContaining({ type: 'error', code: 'output-unwritable' })]);
    });

    test('says that its results could not be written where the disk behind them is full', () => {
      test.skip(!fs.existsSync('/dev/full'), 'only Linux has a device that is always full');
      const full = fs.openSync('/dev/full', 'w');
      const [file, ...before] = commandLineOf(host);
      const { DISPLAY: _display, ...env } = process.env;
      const words = [...before, 'analyze', SAMPLE, ...MODEL];
      const run = spawnSync(file!, words, { encoding: 'utf8', env, stdio: ['ignore', full, 'pipe'], timeout: 120_000 });
      fs.closeSync(full);
      expect(run.status).toBe(1);
      expect(run.stderr).toContain('The disk is full');
    });

    test('ends with exit 4 and a summary when it is interrupted', async () => {
      const many = path.join(folder, 'many');
      fs.mkdirSync(many);
      const pixels = greyChest();
      for (let number = 100; number < 400; number++) {
        writeDicomFilm(path.join(many, `${number}.dcm`), number, pixels);
      }
      const [program, ...before] = commandLineOf(host);
      const run = spawn(program!, [...before, 'analyze', many, ...MODEL], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let written = '';
      run.stdout.on('data', (chunk: Buffer) => {
        if (written === '') run.kill('SIGINT');
        written += chunk.toString();
      });
      const code = await new Promise((resolve) => run.once('close', resolve));
      expect(code).toBe(4);
      const lines = written
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.at(-1)).toMatchObject({ type: 'summary', cancelled: true });
      expect(lines.filter(({ type }) => type === 'error')).toEqual([]);
    });

    test('tells a long batch film by film in their order, each with the answer that it gets alone', () => {
      const long = path.join(folder, 'long');
      const films = longBatch(long, 160);
      const run = skiagraph(['analyze', long, ...MODEL]);
      expect(run.status, run.stderr).toBe(0);
      const results = run.lines.filter(({ type }) => type === 'result');
      expect(results.map(({ input }) => input.path)).toEqual(films);
      // the films differ, so that an answer that went to another film would be seen
      expect(new Set(results.map(({ input }) => input.pixelSha256)).size).toBe(films.length);
      for (const at of [0, 80, 157, 158, 159]) {
        const alone = skiagraph(['analyze', films[at]!, ...MODEL]).lines.find(({ type }) => type === 'result')!;
        const { input, probabilities, domain, verdict } = results[at]!;
        expect({ input, probabilities, domain, verdict }).toEqual({
          input: alone['input'],
          probabilities: alone['probabilities'],
          domain: alone['domain'],
          verdict: alone['verdict'],
        });
      }
      if (os.availableParallelism() > 1) expect(results.at(-1)!['provider'].threads).toBe(1);
    });

    test('loses the films in hand when a network’s process is killed in a long batch, and no other', async () => {
      test.skip(host !== 'node' || process.platform !== 'linux', 'children are found by Linux’s own listing');
      const long = path.join(folder, 'killed');
      const films = longBatch(long, 240);
      const run = spawn(process.execPath, [...commandLineOf(host).slice(1), 'analyze', long, ...MODEL], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const lines: Record<string, any>[] = []; // eslint-disable-line @typescript-eslint/no-explicit-any
      let killed = 0;
      readline.createInterface({ input: run.stdout }).on('line', (line) => {
        lines.push(JSON.parse(line));
        if (lines.length !== 120) return;
        const children = fs.readFileSync(`/proc/${run.pid}/task/${run.pid}/children`, 'utf8').trim().split(' ');
        for (const child of children) process.kill(Number(child), 'SIGKILL');
        killed = children.length;
      });
      const code = await new Promise((resolve) => run.once('close', resolve));
      const told = lines.filter(({ type }) => type === 'result' || type === 'error');
      expect(told.map((line) => line['path'] ?? line['input'].path)).toEqual(films);
      const lost = told.filter(({ type }) => type === 'error');
      expect(lost.every((line) => line['code'] === 'model-crashed')).toBe(true);
      expect(lost.length).toBeLessThanOrEqual(killed);
      expect(lost.length).toBeGreaterThan(0);
      expect(code).toBe(1);
    });

    test('leaves no case log behind unless it is asked to', () => {
      const data = freshFolder('log');
      skiagraph(['analyze', SAMPLE, ...MODEL, '--data-folder', data]);
      expect(fs.readdirSync(data).filter((name) => name.includes('caselog'))).toEqual([]);
      const run = skiagraph(['analyze', SAMPLE, ...MODEL, '--log', '--data-folder', data]);
      expect(run.status, run.stderr).toBe(0);
      expect(fs.readdirSync(data).some((name) => name.endsWith('.db') || name.endsWith('.sqlite'))).toBe(true);
    });
  });
}

test('Electron dies without the switch that a missing display needs, which is why the launcher adds it', () => {
  const { DISPLAY: _display, ...env } = process.env;
  const run = spawnSync(ELECTRON, [...SANDBOX_SWITCH, ROOT, '--command-line', '--', 'help'], {
    env,
    timeout: 30_000,
  });
  expect(run.status).not.toBe(0);
});

test('of twenty programs started at once one has a window', async () => {
  const data = freshFolder('instances');
  const started = Array.from({ length: 20 }, () =>
    spawn(ELECTRON, [...SANDBOX_SWITCH, ROOT, `--data-folder=${data}`], { stdio: 'ignore' }),
  );
  const ended = started.map(
    (child) => new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code))),
  );
  await expect
    .poll(() => started.filter((child) => child.exitCode !== null).length, { timeout: 60_000 })
    .toBe(started.length - 1);
  const [survivor] = started.filter((child) => child.exitCode === null);
  survivor!.kill();
  const codes = await Promise.all(ended);
  expect(codes.filter((code) => code === 0).length).toBeGreaterThanOrEqual(19);
});
