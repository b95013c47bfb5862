'use strict';
/* eslint-disable @typescript-eslint/no-require-imports */
// One window with nothing but Cornerstone in it. Its page reads files itself: no shell, no other process, no log.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

app.setPath('userData', app.commandLine.getSwitchValue('data-folder'));
void app.whenReady().then(() => {
  const webPreferences = { nodeIntegration: true, contextIsolation: false, sandbox: false };
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(path.join(app.commandLine.getSwitchValue('page'), 'index.html'));
});
app.on('window-all-closed', () => app.quit());
