import { expect, test } from '@playwright/test';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { dicomFile, filmElements } from '../src-main/reading/dicom/fixture.ts';
import { jpegFile } from '../src-main/reading/pictures/jpeg.fixture.ts';
import { FILM_SIZE, greyChest, writeDicomFilm } from './films.ts';
import {
  chooseNext,
  commandLine,
  ELECTRON,
  freshFolder,
  ROOT,
  SANDBOX_SWITCH,
  startProgram,
  type Program,
} from './program.ts';
import { writePhantom } from './phantom.ts';
import en from '../resources/locales/en/errors.json' with { type: 'json' };
import zh from '../resources/locales/zh/errors.json' with { type: 'json' };

type Code =
  | 'not-an-image'
  | 'dicom-truncated'
  | 'nothing-readable'
  | 'log-read-only'
  | 'model-changed'
  | 'disk-full'
  | 'series-unlabelled';
const sentence = (language: 'en' | 'zh', code: Code) => (language === 'en' ? en : zh)[`errors.${code}`];

/** Chooses paths in the open dialog and waits until the import is over. */
async function importPaths({ app, page }: Program, paths: string[]): Promise<void> {
  await chooseNext(app, paths);
  await page.evaluate(() => window.skiagraph.call('import.choose', { kind: 'files' }));
}

async function setLanguage({ page }: Program, language: 'en' | 'zh'): Promise<void> {
  await page.getByRole('button', { name: language === 'en' ? 'EN' : '中文', exact: true }).click();
}

async function caseCount({ page }: Program): Promise<number> {
  const answer = await page.evaluate(() => window.skiagraph.call('worklist.page', { words: '', offset: 0, limit: 10 }));
  return (answer as never as { value: { total: number } }).value.total;
}

for (const language of ['en', 'zh'] as const) {
  test.describe(`bad files, in ${language === 'en' ? 'English' : 'Chinese'}`, () => {
    let program: Program;
    const folder = freshFolder('bad');

    test.beforeAll(async () => {
      program = await startProgram();
      await setLanguage(program, language);
    });

    test.afterAll(async () => {
      await program.app.close();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    test('an empty file and a letter named .dcm are each told, and nothing is imported', async () => {
      const empty = path.join(folder, 'empty.dcm');
      const letter = path.join(folder, 'letter.dcm');
      fs.writeFileSync(empty, '');
      fs.writeFileSync(letter, 'Dear colleague,\n'.repeat(50));
      await importPaths(program, [empty, letter]);
      await expect(program.page.getByText(sentence(language, 'nothing-readable')).first()).toBeVisible();
      await expect(program.page.getByText(sentence(language, 'not-an-image')).first()).toBeVisible();
      expect(await caseCount(program)).toBe(0);
    });

    test('a truncated DICOM film is told', async () => {
      const whole = dicomFile(filmElements(...FILM_SIZE, greyChest()));
      const cut = path.join(folder, 'cut.dcm');
      fs.writeFileSync(cut, whole.subarray(0, Math.floor(whole.length * 0.6)));
      await importPaths(program, [cut]);
      await expect(program.page.getByText(sentence(language, 'dicom-truncated')).first()).toBeVisible();
      expect(await caseCount(program)).toBe(0);
    });

    test('a folder with nothing readable is told', async () => {
      const nothing = path.join(folder, 'nothing');
      fs.mkdirSync(nothing);
      fs.writeFileSync(path.join(nothing, 'notes.txt'), 'no pictures here');
      await importPaths(program, [nothing]);
      await expect(program.page.getByText(sentence(language, 'nothing-readable')).first()).toBeVisible();
    });

    test('identities in conflict are told with how many and in which files, copies too', async () => {
      const stick = writePhantom(path.join(folder, 'conflicts'), 1, 2);
      writePhantom(stick, 2, 1, { '00100020': { vr: 'LO', value: 'P-2' } });
      writePhantom(stick, 3, 1, { '00080018': { vr: 'UI', value: '2.25.77311.1.1' } });
      fs.copyFileSync(path.join(stick, '1-1.dcm'), path.join(stick, '4-copy.dcm'));
      const cases = await caseCount(program);
      await importPaths(program, [stick]);
      const told = (text: string) => expect(program.page.getByText(text).first()).toBeVisible();
      if (language === 'en') {
        await told('2 patients in one study, with the files 1-0.dcm, 2-0.dcm.');
        await told('2 files under one identifier: 1-0.dcm, 3-0.dcm.');
        await told('1 copy: 4-copy.dcm.');
      } else {
        await told('同一检查中出现 2 位患者，涉及文件：1-0.dcm, 2-0.dcm。');
        await told('同一标识符下有 2 个文件：1-0.dcm, 3-0.dcm。');
        await told('1 个副本：4-copy.dcm。');
      }
      expect(await caseCount(program)).toBe(cases + 1);
      const shots = process.env['SKIAGRAPH_SHOTS'];
      if (shots) await program.page.screenshot({ path: path.join(shots, `conflicts-${language}.png`) });
    });

    test('a series whose identifiers were removed is one case, which says so', async () => {
      const bare = { vr: 'UI', value: '' };
      const removed = { '00080018': bare, '0020000D': bare, '0020000E': bare };
      const cases = await caseCount(program);
      // from the list, so that the notes are not those of the case before
      await program.page.getByRole('navigation').getByRole('button').first().click();
      await importPaths(program, [writePhantom(path.join(folder, 'unlabelled'), 5, 3, removed)]);
      await expect.poll(() => caseCount(program)).toBe(cases + 1);
      const notes = program.page.getByRole('button', { name: language === 'en' ? /^\d+ notes?$/ : /条提示$/ }).first();
      await notes.click();
      await expect(program.page.getByText(sentence(language, 'series-unlabelled')).first()).toBeVisible();
      await expect(program.page.getByText('5-0.dcm, 5-1.dcm, 5-2.dcm').first()).toBeVisible();
      const shots = process.env['SKIAGRAPH_SHOTS'];
      if (shots) await program.page.screenshot({ path: path.join(shots, `unlabelled-${language}.png`) });
    });

    test('a JPEG that was renamed .dcm or .png opens as what it is', async () => {
      const renamed = path.join(folder, 'renamed.dcm');
      fs.writeFileSync(renamed, await jpegFile(...FILM_SIZE, greyChest()));
      const cases = await caseCount(program);
      await importPaths(program, [renamed]);
      await expect.poll(() => caseCount(program)).toBe(cases + 1);
      await expect(program.page.getByText('renamed.dcm').first()).toBeVisible();
    });
  });
}

test('a network with one byte changed is refused by name, on the screen and on the command line', async () => {
  const copy = freshFolder('program');
  for (const name of ['dist', 'resources', 'package.json', 'node_modules', '.runtime']) {
    fs.symlinkSync(path.join(ROOT, name), path.join(copy, name));
  }
  fs.cpSync(path.join(ROOT, 'models', 'chest-xr-pneumonia'), path.join(copy, 'models', 'chest-xr-pneumonia'), {
    recursive: true,
  });
  const model = path.join(copy, 'models', 'chest-xr-pneumonia', 'model.onnx');
  const bytes = fs.readFileSync(model);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  fs.writeFileSync(model, bytes);

  const film = writeDicomFilm(path.join(copy, 'film.dcm'), 11, greyChest());
  const run = commandLine(['analyze', film, '--model', 'chest-xr-pneumonia'], { programFolder: copy });
  expect(run.status).not.toBe(0);
  expect(run.lines).toContainEqual(expect.objectContaining({ type: 'error', code: 'model-changed' }));

  const program = await startProgram({ programFolder: copy });
  const { models } = await program.page.evaluate(async () => {
    const answer = await window.skiagraph.call('models.list', {});
    return (answer as never as { value: { models: { state: string; refusal: { code: string } }[] } }).value;
  });
  expect(models).toEqual([expect.objectContaining({ state: 'refused' })]);
  expect(models[0]?.refusal.code).toBe('model-changed');
  await program.app.close();
});

test('a read-only data folder is told, its cases stay readable, and nothing is written', async () => {
  test.skip(
    process.platform !== 'linux' || spawnSync('unshare', ['-m', 'true']).status !== 0,
    'needs a mount namespace',
  );
  const data = freshFolder('read-only');
  const first = await startProgram({ dataFolder: data });
  const film = writeDicomFilm(path.join(freshFolder('film'), 'kept.dcm'), 12, greyChest());
  await importPaths(first, [film]);
  await expect.poll(() => caseCount(first)).toBe(1);
  await first.app.close();

  // the same folder, seen read-only by the program alone
  const wrapper = path.join(freshFolder('wrapper'), 'electron');
  fs.writeFileSync(
    wrapper,
    `#!/bin/sh\nexec unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && shift 0 && exec "$@"' '${data}' '${ELECTRON}' "$@"\n`,
    { mode: 0o755 },
  );
  const second = await startProgram({ dataFolder: data, executable: wrapper });
  expect(await caseCount(second)).toBe(1);
  const refused = await second.page.evaluate(() => window.skiagraph.call('import.sample', { study: 'film' }));
  expect(refused).toMatchObject({ ok: false, error: { code: 'log-read-only' } });
  await expect(second.page.getByText(/read-only/i).first()).toBeVisible();
  await second.app.close();
});

test('a full disk is told, what was typed stays, and it is saved once there is room', async () => {
  test.skip(
    process.platform !== 'linux' || spawnSync('unshare', ['-m', 'true']).status !== 0,
    'needs a mount namespace',
  );
  const data = freshFolder('full');
  const wrapper = path.join(freshFolder('wrapper'), 'electron');
  fs.writeFileSync(
    wrapper,
    `#!/bin/sh\nexec unshare -m sh -c 'mount -t tmpfs -o size=24m tmpfs "$0" && exec "$@"' '${data}' '${ELECTRON}' "$@"\n`,
    { mode: 0o755 },
  );
  const program = await startProgram({ dataFolder: data, executable: wrapper });
  const { page, app } = program;
  await page.getByRole('button', { name: 'Chest film' }).click();
  await expect(page.getByRole('button', { name: /^Analyse: Pneumonia/ })).toBeVisible();
  await page
    .getByRole('button', { name: /^Report/ })
    .first()
    .click();
  const ballast = path.join(data, 'ballast');
  // written by the program's own main process: the disk is in its namespace alone
  await app.evaluate((_electron, file) => {
    const { closeSync, openSync, writeSync } = process.getBuiltinModule('node:fs');
    const handle = openSync(file, 'w');
    try {
      for (const size of [1 << 20, 4096]) {
        try {
          for (;;) writeSync(handle, Buffer.alloc(size));
        } catch {
          // full
        }
      }
    } finally {
      closeSync(handle);
    }
  }, ballast);
  const findings = page.getByRole('textbox', { name: 'Findings' });
  const typed = 'Consolidation in the right lower zone. '.repeat(200);
  await findings.fill(typed);
  await expect(page.getByText(sentence('en', 'disk-full')).first()).toBeVisible();
  await expect(findings).toHaveValue(typed);

  await app.evaluate((_electron, file) => process.getBuiltinModule('node:fs').rmSync(file), ballast);
  await expect(page.getByText(sentence('en', 'disk-full'))).toHaveCount(0);
  const kept = await page.evaluate(async () => {
    const list = await window.skiagraph.call('worklist.page', { words: '', offset: 0, limit: 1 });
    const { caseId } = (list as never as { value: { rows: { caseId: number }[] } }).value.rows[0]!;
    const opened = await window.skiagraph.call('case.open', { caseId });
    return (opened as never as { value: { draft: { findings: string } } }).value.draft.findings;
  });
  expect(kept).toBe(typed);
  await app.close();
});

test('a second start brings the first window forward and ends', async () => {
  const program = await startProgram();
  await program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
  const second = spawn(ELECTRON, [...SANDBOX_SWITCH, ROOT, `--data-folder=${program.dataFolder}`], { stdio: 'ignore' });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  await expect
    .poll(() => program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isMinimized())))
    .toEqual([false]);
  await program.app.close();
});

test('a log that another program holds is told, and opens by itself once it is let go', async () => {
  const data = freshFolder('locked');
  const first = await startProgram({ dataFolder: data });
  await first.app.close();
  const log = fs.readdirSync(data).find((name) => name.endsWith('.sqlite'))!;
  const holder = spawn(
    process.execPath,
    [
      '-e',
      `const Database = require('better-sqlite3'); const log = new Database(process.argv[1]);
       log.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000);`,
      path.join(data, log),
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const second = await startProgram({ dataFolder: data });
  const answer = await second.page.evaluate(() => window.skiagraph.call('app.state', {}));
  expect(answer).toMatchObject({ ok: true, value: { storage: { reason: { code: 'log-busy' } } } });
  await expect(second.page.getByText(en['errors.log-busy']).first()).toBeVisible();
  holder.kill('SIGKILL');
  await expect
    .poll(() => second.page.evaluate(() => window.skiagraph.call('app.state', {})), { timeout: 30_000 })
    .toMatchObject({ value: { storage: { state: 'ready' } } });
  await second.app.close();
});
