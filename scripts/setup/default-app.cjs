'use strict';
// Stands in for Electron's own default application in the fallback runtime: `electron [--switches] FOLDER [arguments]`.
const { app } = require('electron');
const fs = require('node:fs');
const path = require('node:path');
const Module = require('node:module');

const preloads = [];
let folder;
let takesPreload = false;
for (const argument of process.argv.slice(1)) {
  if (takesPreload) {
    preloads.push(argument);
    takesPreload = false;
  } else if (argument === '-r' || argument === '--require') {
    takesPreload = true; // Playwright starts its side of the connection this way
  } else if (!argument.startsWith('-')) {
    folder = path.resolve(argument);
    break;
  }
}
if (preloads.length > 0) Module._preloadModules(preloads);
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
if (!folder) {
  console.error('usage: electron FOLDER');
  app.exit(64);
} else {
  try {
    const { name, productName, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    app.setVersion(version);
    app.name = productName ?? name;
    app.setAppPath(folder);
    // Loaded before `ready`: after an awaited import, registerSchemesAsPrivileged would come too late.
    Module._load(Module._resolveFilename(folder, module, true), module, true);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}
