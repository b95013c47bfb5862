import { spawnSync } from 'node:child_process';

/**
 * A Python that has these packages: SKIAGRAPH_PYTHON, else the first of the names that has them; null: none. It is told by the path of
 * the interpreter itself: what is found under a name may be a script that chooses one and takes longer to start than it does.
 *
 * @param packages as `import` takes them
 */
export function pythonWith(packages: string, names: readonly string[] = ['python3']): string | null {
  for (const name of [process.env['SKIAGRAPH_PYTHON'], ...names]) {
    if (name === undefined) continue;
    const run = spawnSync(name, ['-c', `import ${packages}\nimport sys\nprint(sys.executable)`], { encoding: 'utf8' });
    if (run.status === 0) return run.stdout.trim();
  }
  return null;
}
