import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freshFolder } from './program.ts';

/** What `no-network.sh` says with where a machine can't do it. */
const CANNOT = 77;
const SCRIPT = path.join(import.meta.dirname, 'no-network.sh');
const CLI = path.join(import.meta.dirname, '..', 'node_modules', '@playwright', 'test', 'cli.js');

const asRoot = process.getuid?.() === 0;
const NAMESPACE = ['unshare', ...(asRoot ? [] : ['--map-root-user']), '--net', '--mount'] as const;

/** Packets by what they went through: an interface's name, or `unroutable` for those that found no way out. */
type Counts = Record<string, number>;

interface Alone {
  readonly status: number | null;
  readonly said: string;
  readonly before: Counts;
  readonly after: Counts;
  /** After one packet that was sent on purpose: the counters do count. */
  readonly proof: Counts;
}

test.describe('the whole story without a network', () => {
  test.skip(process.platform !== 'linux', 'network namespaces are Linux’s');
  test.setTimeout(400_000);

  test('is lived through with nothing but the loopback, and nothing even tries to leave', () => {
    const { status, said, before, after, proof } = storyAlone('loopback');
    expect(status, said).toBe(0);
    expect(said).toMatch(/\d+ passed/);
    expect(before).toEqual({ unroutable: 0 });
    expect(after).toEqual({ unroutable: 0 });
    expect(proof['unroutable']).toBeGreaterThan(0);
  });

  test('sends not one packet where it could', () => {
    const { status, said, before, after, proof } = storyAlone('interface');
    expect(status, said).toBe(0);
    expect(said).toMatch(/\d+ passed/);
    expect(Object.keys(before)).toContain('sender');
    expect(after).toEqual(before);
    expect(proof['sender']).toBeGreaterThan(before['sender']!);
  });
});

/** Plays the English story inside a network namespace of its own. Skips the test where the machine can't. */
function storyAlone(kind: 'loopback' | 'interface'): Alone {
  const folder = freshFolder('no-network');
  const file = path.join(folder, 'counts');
  try {
    const possible = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'sh', SCRIPT, kind, file, 'true'], {
      encoding: 'utf8',
    });
    const reason = possible.error?.message ?? possible.stderr;
    const cannot = Boolean(possible.error) || possible.status === CANNOT || reason.includes('unshare:');
    test.skip(cannot, `this machine gives a test no network of its own: ${reason}`);
    expect(possible.status, reason).toBe(0);

    const words = ['test', 'e2e/story.spec.ts', '-g', 'in English', '--output', path.join(folder, 'output')];
    const run = spawnSync(
      NAMESPACE[0],
      [...NAMESPACE.slice(1), 'sh', SCRIPT, kind, file, process.execPath, CLI, ...words],
      {
        cwd: path.join(import.meta.dirname, '..'),
        encoding: 'utf8',
        env: { ...ownEnvironment(), SKIAGRAPH_STORY_LOOKS: 'off' },
      },
    );
    const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
    const counts = (moment: string): Counts =>
      Object.fromEntries(
        lines
          .map((line) => line.split(' '))
          .filter(([when]) => when === moment)
          .map(([, name, count]) => [name!, Number(count)]),
      );
    return {
      status: run.status,
      said: `${run.stdout}\n${run.stderr}`,
      before: counts('before'),
      after: counts('after'),
      proof: counts('proof'),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** This process's environment without what Playwright tells its own workers. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(TEST_|PW_?TEST|PLAYWRIGHT_TEST|NODE_OPTIONS|FORCE_COLOR)/.test(name),
    ),
  );
}
