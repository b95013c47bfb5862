'use strict';
/* eslint-disable @typescript-eslint/no-require-imports */
// Loaded before a program (`electron -r watch-start.cjs FOLDER`): says on standard output when its first window was shown
// and when the page held what BENCH_USABLE selects, as milliseconds since 1970, then ends the program.
const { app, ipcMain, session } = require('electron');
const path = require('node:path');

const now = () => performance.timeOrigin + performance.now();
const times = { loaded: now() };
const tell = () => {
  if (times.shown === undefined || times.usable === undefined) return;
  process.stdout.write(`\n@start ${JSON.stringify(times)}\n`);
  app.quit();
};

app.once('ready', () => {
  times.ready = now();
  const filePath = path.join(__dirname, 'watch-page.cjs');
  const own = session.defaultSession;
  if (own.registerPreloadScript) own.registerPreloadScript({ type: 'frame', filePath });
  else own.setPreloads([filePath]);
});
app.once('browser-window-created', (_event, window) => {
  times.window = now();
  window.once('show', () => {
    times.shown = now();
    tell();
  });
});
ipcMain.once('bench:usable', (_event, page) => {
  Object.assign(times, page);
  tell();
});
