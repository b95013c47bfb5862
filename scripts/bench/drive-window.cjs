'use strict';
/* eslint-disable @typescript-eslint/no-require-imports */
// Loaded before a program (`electron -r drive-window.cjs FOLDER`, with an IPC channel): runs scripts in its first window as
// they are sent. No debugger is attached: it would keep every answer that the page gets, and slow it down.
const { app, dialog } = require('electron');

const shown = new Promise((resolve) => {
  app.once('browser-window-created', (_event, window) => {
    window.webContents.once('did-finish-load', () => resolve(window));
  });
});

const answers = {
  async page({ code }) {
    const window = await shown;
    return window.webContents.executeJavaScript(code, true);
  },
  choose({ paths }) {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: paths });
  },
  async size({ width, height }) {
    const window = await shown;
    window.setMinimumSize(1, 1);
    window.setBounds({ x: 0, y: 0, width, height });
  },
  pids() {
    return [...new Set([process.pid, ...app.getAppMetrics().map(({ pid }) => pid)])];
  },
  quit() {
    setTimeout(() => app.quit(), 50);
  },
};

process.on('message', async ({ id, name, input }) => {
  try {
    process.send({ id, value: (await answers[name](input)) ?? null });
  } catch (thrown) {
    process.send({ id, error: String(thrown?.stack ?? thrown) });
  }
});
process.on('disconnect', () => app.exit(1));
