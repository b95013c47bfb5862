import { expect, test } from '@playwright/test';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import en from '../resources/locales/en/errors.json' with { type: 'json' };
import { greyChest, writeDicomFilm } from './films.ts';
import { chooseNext, freshFolder, ROOT, SAMPLE, startProgram, type Program } from './program.ts';

test.describe('the shell keeps the page in', () => {
  let program: Program;

  test.beforeAll(async () => {
    program = await startProgram();
  });

  test.afterAll(async () => {
    await program.app.close();
  });

  test('every window is sandboxed, isolated and without Node', async () => {
    const preferences = await program.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        // not in the public types, and the only way to see what a live page really got
        const live = contents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        return live.getLastWebPreferences();
      }),
    );
    expect(preferences.length).toBeGreaterThan(0);
    for (const live of preferences) {
      expect(live).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true });
      for (const off of ['nodeIntegration', 'webviewTag', 'experimentalFeatures', 'enableBlinkFeatures']) {
        expect(live[off] ?? false, off).toBeFalsy();
      }
    }
    const spelling = await program.app.evaluate(({ session }) => session.defaultSession.isSpellCheckerEnabled());
    expect(spelling).toBe(false);
    expect(await program.page.evaluate(() => [typeof process, typeof require, typeof globalThis.Buffer])).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ]);
  });

  test('every response carries the security policy', async () => {
    for (const file of ['/', '/index.html', '/no-such-file']) {
      const policy = await program.page.evaluate(async (url) => {
        const answer = await fetch(url);
        return answer.headers.get('content-security-policy');
      }, `app://main${file}`);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
    }
  });

  test('a path that climbs out of the page folder is refused', async () => {
    for (const climb of [
      '/..%2f..%2fpackage.json',
      '/%2e%2e%5cpackage.json',
      '/assets/..%5c..%5cmain%5cmain.cjs',
      '/a%00b',
    ]) {
      const status = await program.page.evaluate(async (url) => (await fetch(url)).status, `app://main${climb}`);
      expect(status, climb).toBe(400);
    }
  });

  test('the page reaches no network: no request leaves, whatever it tries', async () => {
    let heard = 0;
    const server = http.createServer((_request, response) => {
      heard += 1;
      response.end('reached');
    });
    server.on('connection', () => (heard += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const outcomes = await program.page.evaluate(async (address) => {
      const settled = async (work: Promise<unknown>) =>
        work.then(
          () => 'reached',
          () => 'refused',
        );
      const event = (target: EventTarget, good: string) =>
        new Promise<void>((resolve, reject) => {
          target.addEventListener(good, () => resolve(), { once: true });
          target.addEventListener('error', () => reject(new Error('refused')), { once: true });
          setTimeout(() => reject(new Error('silent')), 1500);
        });
      const image = new Image();
      image.src = `${address}/x.png`;
      const script = document.createElement('script');
      script.src = `${address}/x.js`;
      document.head.append(script);
      const frame = document.createElement('iframe');
      frame.src = `${address}/frame`;
      const beacon = navigator.sendBeacon(`${address}/beacon`, 'x');
      let socket: Promise<unknown>;
      try {
        socket = event(new WebSocket(address.replace('http', 'ws')), 'open');
      } catch {
        socket = Promise.reject(new Error('refused'));
      }
      return {
        fetch: await settled(fetch(address)),
        image: await settled(event(image, 'load')),
        script: await settled(event(script, 'load')),
        socket: await settled(socket),
        beacon: typeof beacon,
        worker: await settled(
          new Promise((resolve) => {
            new Worker(`${address}/w.js`);
            resolve(0);
          }),
        ),
      };
    }, `http://127.0.0.1:${port}`);
    expect(outcomes).toMatchObject({ fetch: 'refused', image: 'refused', script: 'refused', socket: 'refused' });
    server.close();
    expect(heard).toBe(0);
    // each refusal was a violation of the policy, which the console told
    program.said.length = 0;
  });

  test('nothing navigates, opens, embeds or downloads', async () => {
    const { page, app } = program;
    const windows = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    const before = await windows();
    await page.evaluate(() => {
      window.open('app://main/index.html');
      window.open('https://example.invalid/');
      location.href = 'https://example.invalid/';
      const link = document.createElement('a');
      link.href = 'data:text/plain,x';
      link.download = 'x.txt';
      document.body.append(link);
      link.click();
      link.remove();
    });
    await page.waitForTimeout(500);
    expect(await windows()).toBe(before);
    expect(page.url()).toMatch(/^app:\/\/main\//);
  });

  test('no permission is granted', async () => {
    const granted = await program.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as const;
      const states: string[] = [];
      for (const name of names) {
        try {
          states.push(`${name}: ${(await navigator.permissions.query({ name: name as PermissionName })).state}`);
        } catch {
          states.push(`${name}: denied`);
        }
      }
      return states;
    });
    expect(granted.filter((line) => !line.endsWith('denied'))).toEqual([]);
  });

  test('a frame inside the page gets no bridge', async () => {
    const bridge = await program.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inside = (frame.contentWindow as Window & { skiagraph?: unknown }).skiagraph;
      frame.remove();
      return typeof inside;
    });
    expect(bridge).toBe('undefined');
  });

  test('the bridge gives fixed functions and no live objects', async () => {
    const shape = await program.page.evaluate(() =>
      Object.entries(window.skiagraph).map(([name, value]) => `${name}: ${typeof value}`),
    );
    expect(shape).toEqual(['call', 'callText', 'onEvent', 'importDropped'].map((name) => `${name}: function`));
  });

  test('text of the page is never taken for a path', async () => {
    const answer = await program.page.evaluate(async () => {
      const forged = new File(['x'], '/etc/passwd');
      return window.skiagraph.importDropped([forged]);
    });
    expect(answer).toEqual({ ok: true, value: { jobId: null } });
  });
});

test.describe('the report window', () => {
  test('has JavaScript off and makes no links from data', async () => {
    const program = await startProgram();
    const { app, page } = program;
    await app.evaluate(({ app: electronApp }) => {
      const seen: unknown[] = [];
      (globalThis as Record<string, unknown>)['seen'] = seen;
      electronApp.on('web-contents-created', (_event, contents) => {
        const live = contents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        contents.once('did-finish-load', () => {
          seen.push({ url: contents.getURL(), preferences: live.getLastWebPreferences() });
        });
      });
    });
    await chooseNext(app, [SAMPLE]);
    const draft = {
      indication: '<script>document.title="x"</script>',
      findings: 'https://example.invalid/ <a href="https://example.invalid/">x</a>',
      impression: '',
      resultId: null,
      keyInstanceId: null,
      typedIdentity: null,
      signer: 'Dr Test',
      language: 'en' as const,
    };
    const report = await page.evaluate(async (reportDraft) => {
      const { skiagraph } = window;
      await skiagraph.call('import.sample', { study: 'film' });
      let caseId: unknown;
      for (let tries = 0; caseId === undefined && tries < 100; tries++) {
        const rows = (await skiagraph.call('worklist.page', { words: '', offset: 0, limit: 1 })) as never as {
          value: { rows: { caseId: number }[] };
        };
        caseId = rows.value.rows[0]?.caseId;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await skiagraph.call('report.keep', { caseId, draft: reportDraft });
      return skiagraph.call('report.sign', { caseId, signer: 'Dr Test', typedIdentity: null });
    }, draft);
    expect(report).toMatchObject({ ok: true });
    const seen = (await app.evaluate(() => (globalThis as Record<string, unknown>)['seen'])) as {
      url: string;
      preferences: Record<string, unknown>;
    }[];
    const printed = seen.find(({ url }) => url.startsWith('app://report/'));
    expect(printed?.preferences).toMatchObject({ javascript: false, sandbox: true, contextIsolation: true });
    const folder = path.join(program.dataFolder, 'reports');
    const pdf = fs.readFileSync(path.join(folder, fs.readdirSync(folder)[0]!), 'latin1');
    expect(pdf).not.toContain('/URI');
    await app.close();
  });
});

test.describe('children that die', () => {
  test('a killed reader is told within two seconds, and the next film opens', async () => {
    const { app, page } = await startProgram();
    await page.getByRole('button', { name: 'Chest film' }).click();
    await expect(page.getByRole('button', { name: /^Analyse: Pneumonia/ })).toBeVisible();
    await killChild(app, 'Skiagraph reader');
    await expect(page.getByText(/reader|reading/i).first()).toBeVisible({ timeout: 2000 });
    const next = writeDicomFilm(path.join(freshFolder('film'), 'next.dcm'), 7, greyChest());
    await chooseNext(app, [next]);
    await page.evaluate(() => window.skiagraph.call('import.choose', { kind: 'files' }));
    await expect(page.getByText(/Patient7/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Analyse: Pneumonia/ })).toBeVisible();
    await app.close();
  });

  test('a killed inference process is told, and the next analysis runs', async () => {
    const { app, page } = await startProgram();
    await page.getByRole('button', { name: 'Chest film' }).click();
    const analyse = page.getByRole('button', { name: /^Analyse: Pneumonia/ });
    await analyse.click();
    const results = page.getByText(/^AI, not confirmed$/);
    await expect(results.first()).toBeVisible();
    await killChild(app, 'Skiagraph inference');
    await expect(page.getByText(en['errors.analysis-restarted']).first()).toBeVisible({ timeout: 2000 });
    await page.getByRole('button', { name: /^Analyse again: Pneumonia/ }).click();
    await expect
      .poll(async () => {
        const rows = await page.evaluate(() =>
          window.skiagraph.call('worklist.page', { words: '', offset: 0, limit: 1 }),
        );
        const { caseId } = (rows as never as { value: { rows: { caseId: number }[] } }).value.rows[0]!;
        return page.evaluate(async (id) => {
          const opened = await window.skiagraph.call('case.open', { caseId: id });
          return (opened as never as { value: { results: unknown[] } }).value.results.length;
        }, caseId);
      })
      .toBe(2);
    await app.close();
  });
});

/** Kills a child process of the program by the name that main gave it. */
async function killChild(app: Program['app'], name: string): Promise<void> {
  await app.evaluate(({ app: electronApp }, serviceName) => {
    const child = electronApp.getAppMetrics().find((metric) => metric.name === serviceName);
    if (!child) throw new Error(`${serviceName} does not run`);
    process.kill(child.pid, 'SIGKILL');
  }, name);
}

test('the built page holds no script or style inline', () => {
  const html = fs.readFileSync(path.join(ROOT, 'dist', 'page', 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*src=)|\sstyle=|<style|\son\w+=/);
});
