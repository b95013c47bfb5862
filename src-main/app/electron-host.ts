import { app, MessageChannelMain, utilityProcess, type MessagePortMain } from 'electron';
import type { Child, Host, LineEnd } from '../hosting/index.ts';
import { placesIn, type Places } from './places.ts';

/** Every child is a utility process of Electron's. */
export const electronHost: Host = {
  start: ({ name, entry, quiet = false }) => {
    const stdio = quiet ? 'ignore' : 'inherit';
    const child = utilityProcess.fork(entry, [], { serviceName: name, env: {}, stdio });
    // what it is given are ports that `line` made
    return child as Omit<typeof child, 'postMessage'> & Pick<Child, 'postMessage'>;
  },
  line: () => {
    const { port1, port2 } = new MessageChannelMain();
    return [port1, port2];
  },
};

/** An end of a line as the page takes it. */
export function electronPort(end: LineEnd): MessagePortMain {
  return end as MessagePortMain;
}

/** Where things are under Electron, from source and from a package. */
export function installedPlaces(): Places {
  return placesIn(app.getAppPath(), app.isPackaged ? process.resourcesPath : null);
}
