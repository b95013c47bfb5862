import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The repository. */
export const ROOT = process.env['SKIAGRAPH_ROOT'] ?? path.join(import.meta.dirname, '..');

/** The Electron that set-up found. */
export const ELECTRON = process.env['SKIAGRAPH_ELECTRON'] ?? path.join(ROOT, '.runtime', 'electron', 'electron');

const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
/** Root can't have Chromium's sandbox. */
export const SANDBOX_SWITCH = asRoot ? ['--no-sandbox'] : [];

/** What the launcher adds where there is no display. */
export const HEADLESS = ['--ozone-platform=headless', '--disable-gpu', '--log-level=3', ...SANDBOX_SWITCH];

/** The sample film that ships with the program. */
export const SAMPLE = path.join(ROOT, 'resources', 'samples', 'drawn-chest.dcm');

export interface Program {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly dataFolder: string;
  /** What the page wrote to its console, errors and policy violations included. */
  readonly said: string[];
}

/** A folder of its own for a test, under the system's temporary folder. */
export function freshFolder(name: string): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), `skiagraph-${name}-`));
}

/** Starts the built program on a data folder (a fresh one unless given) and waits until its page is usable. */
export async function startProgram(
  options: {
    dataFolder?: string;
    env?: Record<string, string>;
    args?: string[];
    programFolder?: string;
    /** A program that starts Electron with the words it gets, in surroundings of its own. */
    executable?: string;
    /** Keep Chromium's sandbox, where the program is not started as root. */
    sandboxed?: boolean;
  } = {},
): Promise<Program> {
  const dataFolder = options.dataFolder ?? freshFolder('data');
  const launching = {
    executablePath: options.executable ?? ELECTRON,
    timeout: 30_000,
    chromiumSandbox: options.sandboxed === true,
    args: [
      ...(options.sandboxed ? [] : SANDBOX_SWITCH),
      ...(options.args ?? []),
      options.programFolder ?? ROOT,
      `--data-folder=${dataFolder}`,
      '--lang=en',
    ],
    env: { ...(process.env as Record<string, string>), ...options.env },
  };
  // The debugger's handshake with a program that was just started is lost now and then: the second one is heard.
  const app = await _electron.launch(launching).catch(() => _electron.launch(launching));
  const page = await app.firstWindow();
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(error.message));
  await page.getByRole('navigation').first().waitFor({ timeout: 60_000 });
  return { app, page, dataFolder, said };
}

/** Lets the next open dialog answer with these paths, as if a person had chosen them. */
export async function chooseNext(app: ElectronApplication, paths: string[]): Promise<void> {
  const choose = () =>
    app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    }, paths);
  // the answer of a program that was just started is lost now and then, though it did what it was told
  await choose().catch((error: unknown) => {
    if (!/garbage collected/.test(String(error))) throw error;
    return choose();
  });
}

/** What the command line runs under: plain Node, as the repository's launcher has it, or Electron, as a package does. */
export type CommandLineHost = 'node' | 'electron';

/** The program and the words that stand before those of a person. */
export function commandLineOf(host: CommandLineHost, programFolder = ROOT): string[] {
  if (host === 'node') return [process.execPath, path.join(ROOT, 'scripts', 'skiagraph.mjs')];
  return [ELECTRON, ...HEADLESS, programFolder, '--command-line', '--'];
}

/** Runs `skiagraph WORDS` without a display; a program in another folder under Electron. `lines`: the parsed standard output. */
export function commandLine(
  words: string[],
  { host = 'node', programFolder }: { host?: CommandLineHost; programFolder?: string } = {},
  // the fields of a line depend on its type
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
): SpawnSyncReturns<string> & { lines: Record<string, any>[] } {
  const { DISPLAY: _display, ...env } = process.env;
  const [file, ...before] = commandLineOf(programFolder ? 'electron' : host, programFolder);
  const run = spawnSync(file!, [...before, ...words], { encoding: 'utf8', env, timeout: 120_000 });
  const lines = run.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return Object.assign(run, { lines });
}
