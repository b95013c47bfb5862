import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNELS, type Bridge } from '../src-shared/contract/bridge.ts';

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(CHANNELS.call, name, input) as never,
  callText: (name, input) => ipcRenderer.invoke(CHANNELS.callText, name, input) as never,
  onEvent: (listener) => {
    ipcRenderer.on(CHANNELS.event, (_event, name: string, payload: unknown) => listener(name, payload));
  },
  importDropped: (files) => {
    // A path is only ever taken from a file that the person dropped; text from the page is never one.
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    return ipcRenderer.invoke(CHANNELS.dropped, paths) as never;
  },
};

contextBridge.exposeInMainWorld('skiagraph', bridge);

// Ports can't pass the context bridge; they travel as transferred objects of a window message.
ipcRenderer.on(CHANNELS.pixelPort, (event) => {
  const [port] = event.ports;
  if (port) window.postMessage(CHANNELS.pixelPort, window.location.origin, [port]);
});
