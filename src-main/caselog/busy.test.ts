import { spawn } from 'node:child_process';
import path from 'node:path';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { film, importOf } from './examples.ts';
import { trial, type Trial } from './trials/session.ts';

let at: Trial;
beforeEach(() => void (at = trial({ busyTimeoutMs: 200 })));
afterEach(() => at.end());

test('waits for another process, then says that the log is busy, goes on reading, and writes once it is free', async () => {
  at.session.answer('instance.import', importOf(film(1)));
  const holder = spawn(process.execPath, [path.join(import.meta.dirname, 'trials/lock-holder.ts'), at.file]);
  await once(holder.stdout, 'data');

  const began = performance.now();
  expect(() => at.session.answer('settings.change', { readFirst: true })).toThrow('log-busy');
  expect(performance.now() - began).toBeGreaterThan(150);
  const everything = { words: '', offset: 0, limit: 9, readFirst: false };
  expect(at.session.answer('worklist.page', everything).total).toBe(1);
  expect(at.session.open(at.folder).storage.state).toBe('ready');

  holder.stdin.end();
  await once(holder, 'exit');
  at.session.answer('settings.change', { readFirst: true });
  expect(at.session.answer('settings.get', {})).toEqual({ readFirst: true });
});
