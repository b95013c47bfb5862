const only = (name, packages, folder) => ({
  name,
  severity: 'error',
  from: { pathNot: folder },
  to: { path: packages, dependencyTypesNot: ['type-only'] },
});

/** The rules of the house, as `docs/architecture.md` says them. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-imports-nobody',
      severity: 'error',
      from: { path: '^src-shared', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^(src-main|src-renderer|e2e|scripts)|^(electron|node:)|node_modules/(electron|better-sqlite3|onnxruntime-node)',
      },
    },
    {
      name: 'drawing-knows-only-pixels',
      severity: 'error',
      from: { path: '^src-shared/drawing' },
      to: { path: '^src-shared/(?!drawing|pixels|metrics)' },
    },
    { name: 'page-not-from-main', severity: 'error', from: { path: '^src-main' }, to: { path: '^src-renderer' } },
    { name: 'main-not-from-page', severity: 'error', from: { path: '^src-renderer' }, to: { path: '^src-main' } },
    {
      name: 'parts-and-stage-know-no-screens',
      severity: 'error',
      from: { path: '^src-renderer/(parts|stage)' },
      to: { path: '^src-renderer/screens' },
    },
    {
      name: 'parts-know-nothing-of-the-product',
      severity: 'error',
      from: { path: '^src-renderer/parts' },
      to: { path: '^(src-renderer/(app|stage)|src-shared)' },
    },
    {
      name: 'screens-know-no-screens',
      severity: 'error',
      from: { path: '^src-renderer/screens/([^/]+)/' },
      to: { path: '^src-renderer/screens/', pathNot: '^src-renderer/screens/$1/' },
    },
    {
      name: 'rooms-have-one-door',
      severity: 'error',
      from: { path: '^src-main/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src-main/[^/]+/',
        // the child's side of hosting is a door of its own: children must not load Electron's main modules
        pathNot: '^src-main/($1/|[^/]+/index\\.ts$|hosting/child-side\\.ts$|command-line/arguments\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('only-caselog-speaks-sql', 'node_modules/better-sqlite3', '^src-main/caselog|^scripts'),
    only('only-inference-runs-networks', 'node_modules/onnxruntime-node', '^src-main/inference|^scripts'),
    only('only-stage-draws', 'node_modules/@cornerstonejs/(core|tools|metadata)', '^src-renderer/stage'),
    only(
      'only-reading-decodes',
      'node_modules/(@cornerstonejs/codec-|fast-png|yauzl)',
      '^src-main/reading|^src-renderer/stage/artefact-picture|^e2e|\\.(test|fixture)\\.ts$',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
};
