import { app, Menu } from 'electron';
import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asksNetworks, commandLineArguments } from '../command-line/arguments.ts';
import { makeFolder } from '../keeping-files/index.ts';
import { beginChildren } from './child-programs.ts';
import { beginEarly } from './early-start.ts';
import { electronHost, installedPlaces } from './electron-host.ts';
import { lockDown } from './lockdown.ts';
import { registerPageScheme } from './page-protocol.ts';

// One program, two faces: a window, or a command line without one. What only one of them needs is loaded there.
registerPageScheme();
// Chromium asks for names of its own accord (dictionaries, updates). Nothing leaves: there are no names.
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
app.commandLine.appendSwitch('disable-background-networking');
// Root can't have Chromium's sandbox; set-up and tests say so with the switch, and only they.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

const words = commandLineArguments(process.argv);
if (words) {
  app.disableHardwareAcceleration();
  void app.whenReady().then(async () => {
    lockDown();
    // both boot while the rest of the program is loaded
    const begun = asksNetworks(words) ? beginChildren(electronHost, installedPlaces().children) : null;
    const { runCommandLine } = await import('./without-window.ts');
    app.exit(await runCommandLine(words, begun));
  });
} else {
  const dataSwitch = app.commandLine.getSwitchValue('data-folder');
  if (dataSwitch) app.setPath('userData', path.resolve(dataSwitch));
  // On a read-only disk the lock can't be had, by nobody: the window opens to show what is there, and writes nothing.
  const readOnly = !canWrite(app.getPath('userData'));
  if (readOnly) app.setPath('sessionData', mkdtempSync(path.join(tmpdir(), 'skiagraph-')));
  if (readOnly || app.requestSingleInstanceLock()) {
    // Electron's own menu is not made first and thrown away
    Menu.setApplicationMenu(null);
    const early = beginEarly(app.getPath('userData'));
    void app.whenReady().then(async () => {
      lockDown();
      const window = early.openWindow();
      // before the next event: whatever the page asks finds somebody who answers
      const { startWindow } = await import('./with-window.ts');
      startWindow({ ...early, window });
    });
  } else {
    // the running instance brings its window to the front
    app.exit(0);
  }
}

function canWrite(folder: string): boolean {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
