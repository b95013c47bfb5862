'use strict';
/* eslint-disable @typescript-eslint/no-require-imports */
// The least that an Electron program can be: one window with one line of text, shown when it is ready.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

app.setPath('userData', app.commandLine.getSwitchValue('data-folder'));
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(path.join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
