import { svelte } from '@sveltejs/vite-plugin-svelte';
import path from 'node:path';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { checkedManifests } from './scripts/shipped-manifests.ts';

const root = import.meta.dirname;

/**
 * Cornerstone writes one `style` attribute as text, which the content security policy forbids; the same through the
 * style object is allowed. The build fails when the place is no longer found.
 */
function cornerstoneWithoutStyleAttribute(): Plugin {
  let found = 0;
  return {
    name: 'cornerstone-without-style-attribute',
    transform(code, id) {
      if (!/drawTextBox\.js$/.test(id.split('?')[0] ?? '')) return null;
      const changed = code.replace(
        /(\w+)\.setAttribute\('style', (.+?)\);/g,
        (_all, element: string, value: string) => {
          found += 1;
          return `${element}.style.cssText = ${value};`;
        },
      );
      return { code: changed, map: null };
    },
    buildEnd(error) {
      if (!error && found === 0)
        this.error('drawTextBox.js no longer sets a style attribute: look at the security policy');
    },
  };
}

const page: UserConfig = {
  root: path.join(root, 'src-renderer'),
  base: './',
  plugins: [svelte(), cornerstoneWithoutStyleAttribute()],
  resolve: {
    // vtk.js needs it for XML meshes only, and it needs Node's `events`
    alias: { xmlbuilder2: path.join(root, 'src-renderer/stage/no-xml-meshes.ts') },
  },
  build: {
    outDir: path.join(root, 'dist/page'),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
  },
  worker: { format: 'es' },
};

const NATIVE = [/^electron$/, /^node:/, 'better-sqlite3', 'onnxruntime-node', /^@cornerstonejs\/codec-/];

async function mainSide(folder: string, entries: Record<string, string>, emptyOutDir: boolean): Promise<UserConfig> {
  const hashes = await checkedManifests(path.join(root, 'models'));
  return {
    root,
    define: { SHIPPED_MANIFEST_HASHES: JSON.stringify(hashes) },
    plugins: [svelte({ compilerOptions: { css: 'external' } })],
    publicDir: false,
    build: {
      ssr: true,
      outDir: path.join(root, 'dist', folder),
      emptyOutDir,
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: entries,
        external: NATIVE,
        // a file is loaded where something of it is used, not where the room that it stands in is entered for something else
        treeshake: { moduleSideEffects: [{ test: /^electron$|\/src-(main|shared)\//, sideEffects: false }] },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunk-[name].cjs' },
      },
    },
    ssr: { noExternal: true, external: ['electron', 'better-sqlite3', 'onnxruntime-node'] },
  };
}

/**
 * Four builds: the page, the main side (main and its children), the preload, which must be one file, and the command line under plain
 * Node, which can't load what asks for Electron.
 */
export default defineConfig(({ mode }): UserConfig | Promise<UserConfig> => {
  if (mode === 'main') {
    return mainSide(
      'main',
      {
        main: path.join(root, 'src-main/app/main.ts'),
        reader: path.join(root, 'src-main/reading/process.ts'),
        'reader-worker': path.join(root, 'src-main/reading/pool/worker.ts'),
        exchange: path.join(root, 'src-main/exchange/process.ts'),
        inference: path.join(root, 'src-main/inference/process.ts'),
        'figures-worker': path.join(root, 'src-main/annotating/figures-worker.ts'),
        'evaluation-worker': path.join(root, 'src-main/evaluating/figures-worker.ts'),
        'caselog-worker': path.join(root, 'src-main/caselog/worker.ts'),
      },
      true,
    );
  }
  if (mode === 'preload') return mainSide('main', { preload: path.join(root, 'src-main/preload.ts') }, false);
  if (mode === 'command-line')
    return mainSide('command-line', { index: path.join(root, 'src-main/app/under-node.ts') }, true);
  return page;
});
