import { expect, test } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ELECTRON, freshFolder, ROOT, startProgram } from './program.ts';

const NOBODY = 65_534;

test('for an ordinary user the page runs in Chromium’s sandbox, cut off by seccomp and namespaces', async () => {
  test.skip(process.platform !== 'linux', 'reads /proc');
  const asRoot = process.getuid?.() === 0;
  const home = freshFolder('ordinary');
  let executable = ELECTRON;
  if (asRoot) {
    // root has no sandbox, so the program is started as somebody else
    const become = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const [command, ...args] = [...become, 'test', '-r', path.join(ROOT, 'package.json')];
    test.skip(spawnSync(command!, args).status !== 0, 'an ordinary user can’t read this checkout');
    fs.chownSync(home, NOBODY, NOBODY);
    executable = path.join(home, 'electron');
    fs.writeFileSync(executable, `#!/bin/sh\nexec ${become.join(' ')} env HOME=${home} '${ELECTRON}' "$@"\n`, {
      mode: 0o755,
    });
  }
  const program = await startProgram({ executable, dataFolder: home, sandboxed: true });
  const renderers = await program.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .map(({ pid }) => pid),
  );
  expect(renderers.length).toBeGreaterThan(0);
  const namespace = (pid: number | string) => fs.readlinkSync(`/proc/${pid}/ns/pid`);
  const status = (pid: number, field: string) =>
    new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  for (const pid of renderers) {
    expect(status(pid, 'Seccomp')).toBe('2');
    expect(status(pid, 'NoNewPrivs')).toBe('1');
    expect(namespace(pid)).not.toBe(namespace('self'));
  }
  await program.app.close();
});
