import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ROOT } from '../../setup/places.mjs';

/** Builds the bare page into a folder: one classic script, as a page from a file may load no module. */
export async function buildBarePage(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: import.meta.dirname,
    publicDir: false,
    logLevel: 'error',
    resolve: { alias: { xmlbuilder2: path.join(ROOT, 'src-renderer/stage/no-xml-meshes.ts') } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: false,
      target: 'chrome130',
      chunkSizeWarningLimit: 6000,
      lib: { entry: 'page.ts', name: 'bare', formats: ['iife'], fileName: () => 'page.js' },
    },
  });
  const styles = 'html,body{margin:0;height:100%;background:#000}';
  fs.writeFileSync(
    path.join(folder, 'index.html'),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title><style>${styles}</style></head>` +
      `<body><script src="page.js"></script></body></html>\n`,
  );
}
