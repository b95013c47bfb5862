'use strict';
/* eslint-disable @typescript-eslint/no-require-imports */
// Preloaded into the first page: tells main when an element of BENCH_USABLE is in the page and its frame was made.
const { ipcRenderer } = require('electron');

const usable = process.env.BENCH_USABLE;
const now = () => performance.timeOrigin + performance.now();
const look = () => {
  if (!document.querySelector(usable)) return;
  observer.disconnect();
  const inPage = now();
  requestAnimationFrame(() => {
    // a task of its own runs after the frame
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      ipcRenderer.send('bench:usable', {
        page: performance.timeOrigin,
        painted: paint ? performance.timeOrigin + paint.startTime : null,
        inPage,
        usable: now(),
      });
    };
    port2.postMessage(null);
  });
};
const observer = new MutationObserver(look);
observer.observe(document, { childList: true, subtree: true, attributes: true });
