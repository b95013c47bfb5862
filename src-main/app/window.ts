import { BrowserWindow, screen } from 'electron';
import fs from 'node:fs';
import path from 'node:path';
import { scaleInUse, usualScale } from '../../src-shared/contract/page-scale.ts';
import { WINDOW_PREFERENCES } from './lockdown.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';
import { placeOnScreen, windowPlaceIn, type WindowPlace } from './window-place.ts';

const GROUND = { dark: '#0b0d10', light: '#f4f6f8' } as const;

/**
 * Opens the program's window where it last was, and keeps its place for the next time.
 * @param options.theme asked when the window closes; the ground of the next one
 */
export function openWindow(options: {
  preload: string;
  dataFolder: string;
  theme: () => WindowPlace['theme'];
}): BrowserWindow {
  const placeFile = path.join(options.dataFolder, 'window.json');
  const place = placeOnScreen(
    readPlace(placeFile),
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...place.bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Skiagraph',
    backgroundColor: GROUND[place.theme],
    webPreferences: {
      ...WINDOW_PREFERENCES,
      preload: options.preload,
      zoomFactor: usualScale(screen.getDisplayMatching(place.bounds).size.height),
    },
  });
  if (place.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    const now = { bounds: window.getNormalBounds(), maximised: window.isMaximized(), theme: options.theme() };
    keepPlace(placeFile, now);
  });
  void window.loadURL(`${PAGE_ORIGIN}/index.html`);
  return window;
}

/**
 * Gives the page the size that a person chose, or that its screen asks for.
 * @param chosen 0: nobody chose one
 */
export function setPageScale(window: BrowserWindow, chosen: number): void {
  if (window.isDestroyed()) return;
  const scale = scaleInUse(chosen, screen.getDisplayMatching(window.getBounds()).size.height);
  if (window.webContents.getZoomFactor() !== scale) window.webContents.setZoomFactor(scale);
}

function readPlace(file: string): WindowPlace | undefined {
  try {
    return windowPlaceIn(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined; // never opened before, or unreadable: the default place
  }
}

function keepPlace(file: string, place: WindowPlace): void {
  try {
    fs.writeFileSync(file, JSON.stringify(place));
  } catch {
    // a window place is not worth a word
  }
}
