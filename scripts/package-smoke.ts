import { chromium } from '@playwright/test';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { virtualDisplay } from './virtual-display.mjs';

/**
 * Starts a packed program and sees it work: by its launcher (self-test, decoding, inference, heat map, case log), then by
 * its window over the DevTools protocol, where the case of the command line stands in the worklist. Throws where it doesn't.
 */
export async function smokeTest({ folder, executable }: { folder: string; executable: string }): Promise<void> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'skiagraph-smoke-'));
  try {
    byLauncher(folder, data);
    await byWindow(executable, data);
    console.error('the packed program starts, decodes, infers and keeps its log');
  } finally {
    // the window's children may still be writing their last lines
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

function byLauncher(folder: string, data: string): void {
  const film = path.join(folder, 'resources', 'samples', 'drawn-chest.dcm');
  const out = path.join(data, 'out');
  const words = [
    'analyze',
    film,
    '--model',
    'chest-xr-pneumonia',
    '--out',
    out,
    '--report',
    '--log',
    '--data-folder',
    data,
  ];
  const lines = launch(folder, words);
  const result = lines.find(({ type }) => type === 'result');
  must(typeof result?.probabilities?.pneumonia === 'number', 'no probability from the packed program');
  must(
    result.files.length === 2 && result.files.every((file: { path: string }) => fs.statSync(file.path).size > 1000),
    'no map or report',
  );
  const verified = launch(folder, ['models', 'verify']);
  must(verified.at(-1)?.refused === 0, 'a packed model is refused');
}

function launch(folder: string, words: string[]) {
  const { DISPLAY: _display, ...env } = process.env;
  const run = spawnSync(path.join(folder, 'skiagraph'), words, { encoding: 'utf8', env, timeout: 120_000 });
  must(run.status === 0, `skiagraph ${words[0]} ended with ${run.status}: ${run.stdout}${run.stderr}`);
  return (
    run.stdout
      .split('\n')
      .filter(Boolean)
      // the shape of a line depends on its type
      // eslint-disable-next-line @typescript-eslint/no-explicit-any
      .map((line) => JSON.parse(line) as Record<string, any>)
  );
}

async function byWindow(executable: string, data: string): Promise<void> {
  const display = await virtualDisplay();
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const program = spawn(executable, [...asRoot, '--remote-debugging-port=0', `--data-folder=${data}`], {
    env: { ...process.env, DISPLAY: display.name },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      let said = '';
      program.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found) resolve(found);
      });
      program.once('exit', () => reject(new Error(`the packed window did not start: ${said}`)));
    });
    const browser = await chromium.connectOverCDP(endpoint);
    const context = browser.contexts()[0]!;
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    await page
      .getByRole('row', { name: /Drawn|SAMPLE/i })
      .first()
      .waitFor({ timeout: 30_000 });
    await browser.close();
  } finally {
    program.kill('SIGKILL');
    display.end();
  }
}

function must(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}
