import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from './places.mjs';

/** A repository of one source, whose build says what it was built from. */
let root: string;

const write = (name: string, text: string, mode = 0o644) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text, { mode });
};

/** Children tell that they boot, in a file, and live on until they are ended. */
const BUILD = `
import fs from 'node:fs';
const source = fs.readFileSync('src-main/source.txt', 'utf8').trim();
fs.mkdirSync('dist/command-line', { recursive: true });
fs.mkdirSync('dist/main', { recursive: true });
fs.writeFileSync('dist/main/child.cjs', 'require("node:fs").appendFileSync(process.argv[2], process.argv[3] + "\\\\n"); setInterval(() => 0, 1000);');
fs.writeFileSync('dist/command-line/index.cjs', \`
const { spawn } = require('node:child_process');
const path = require('node:path');
exports.asksForPaper = () => false;
exports.beginUnderNode = (words, root) => spawn(process.execPath, [path.join(root, 'dist/main/child.cjs'), words[0], '\${source}']);
exports.endBegun = (child) => { child.kill(); console.log('ended one of \${source}'); };
exports.runUnderNode = async (words, root, begun) => {
  console.log('\${source}', begun ? 'with its child' : 'alone');
  begun?.kill();
  process.exit(0);
};\`);
console.error('built');
`;

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-launcher-')));
  for (const name of ['scripts/setup', 'scripts/skiagraph.mjs']) {
    fs.cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
  }
  for (const folder of ['src-shared', 'src-renderer', 'resources/locales', 'resources/label-schemas']) {
    fs.mkdirSync(path.join(root, folder), { recursive: true });
  }
  write('package.json', '{"type":"module"}');
  write('package-lock.json', '{}');
  write('vite.config.ts', '');
  write('scripts/build.ts', BUILD);
  write('scripts/shipped-manifests.ts', '');
  write('src-main/source.txt', 'first');
  write('src-shared/deeper/removed.ts', '');
  write('bin/npm', '#!/bin/sh\necho npm was asked >&2\n', 0o755);
  write('node_modules/.skiagraph-lock', createHash('sha256').update('{}').digest('hex'));
  write('electron/electron', '#!/bin/sh\necho 10\n', 0o755);
  write('electron/version', '1.0.0');
  write('.runtime/ready-given-1.0.0', '10');
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function skiagraph(env: Record<string, string> = {}) {
  const run = spawnSync(process.execPath, [path.join(root, 'scripts', 'skiagraph.mjs'), path.join(root, 'booted')], {
    encoding: 'utf8',
    cwd: root,
    env: {
      PATH: `${path.join(root, 'bin')}:${process.env['PATH']}`,
      ELECTRON_DIST_PATH: path.join(root, 'electron'),
      ...env,
    },
  });
  const { status, stdout, stderr } = run;
  return { status, said: stdout.trim().split('\n'), built: stderr.includes('built'), told: stderr };
}

/** Set-up and build have nothing to do any more, and the launcher knows. */
function settled() {
  skiagraph();
  skiagraph();
  expect(skiagraph()).toMatchObject({ status: 0, said: ['first with its child'], built: false });
}

// its stand-ins for npm and Electron are scripts of a shell
describe.skipIf(process.platform === 'win32')('the launcher of the command line', () => {
  it('builds what was never built, and then begins children before it looks', () => {
    expect(skiagraph()).toMatchObject({ status: 0, said: ['first alone'], built: true });
    settled();
  });

  it.each([
    ['was changed', () => write('src-main/source.txt', 'second')],
    ['was changed to one of the same size', () => write('src-main/source.txt', 'other')],
    [
      'was replaced by an older one',
      () => {
        write('src-main/source.txt', 'old');
        fs.utimesSync(path.join(root, 'src-main/source.txt'), 1000, 1000);
      },
    ],
    ['was added', () => write('src-shared/deeper/added.ts', '')],
    ['was removed', () => fs.rmSync(path.join(root, 'src-shared/deeper/removed.ts'))],
  ])('ends the children and runs nothing of the old build where a source %s', (_what, change) => {
    settled();
    change();
    const source = fs.readFileSync(path.join(root, 'src-main/source.txt'), 'utf8');
    expect(skiagraph()).toMatchObject({ status: 0, said: ['ended one of first', `${source} alone`], built: true });
  });

  it('ends the children before packages are installed anew', () => {
    settled();
    write('package-lock.json', '{"lockfileVersion":3}');
    const { said, told } = skiagraph();
    expect(said[0]).toBe('ended one of first');
    expect(told).toContain('npm was asked');
  });

  it.each([
    ['en', 'The system opens no more files'],
    ['zh', '系统不允许本程序再打开更多文件'],
  ])('says in a sentence, and no stack, that the system opens no more files (%s)', (language, sentence) => {
    // too few for set-up and build, enough for Node
    const words = `"${process.execPath}" scripts/skiagraph.mjs booted --lang ${language}`;
    const run = spawnSync('sh', ['-c', `ulimit -n 64; exec ${words}`], { encoding: 'utf8', cwd: root });
    expect(run.status).toBe(1);
    expect(run.stderr.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(run.stdout).toBe('');
  });

  it('says what is missing when Electron is no longer where a person said, or another one is named', () => {
    settled();
    expect(skiagraph({ ELECTRON_DIST_PATH: path.join(root, 'nowhere') })).toMatchObject({
      status: 1,
      said: ['ended one of first'],
    });
    fs.rmSync(path.join(root, 'electron/electron'));
    expect(skiagraph()).toMatchObject({ status: 1, said: ['ended one of first'] });
    expect(skiagraph().told).toContain('ELECTRON_DIST_PATH');
  });

  it('looks again where its note was cut short or lost', () => {
    settled();
    const note = path.join(root, '.runtime/last-look');
    for (const text of ['', fs.readFileSync(note, 'utf8').slice(0, -3)]) {
      fs.writeFileSync(note, text);
      expect(skiagraph()).toMatchObject({ status: 0, said: ['ended one of first', 'first alone'], built: false });
    }
    fs.rmSync(note);
    expect(skiagraph()).toMatchObject({ status: 0, said: ['ended one of first', 'first alone'], built: false });
    settled();
  });
});
