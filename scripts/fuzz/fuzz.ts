// `npm run fuzz [-- --mutants N] [--seed S] [--base NAME]`: reads damaged DICOM, NIfTI, zip, PNG and JPEG files in a process
// like the reader's. What ever broke something stands in kept.json and comes first. With --base and --seed together and
// --mutants 1 a single finding is repeated. Exit 1 where something is found.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { basesOf, fire } from './fire.ts';
import { mutantsOf, type Mutant } from './mutants.ts';

const { values } = parseArgs({
  options: {
    mutants: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    base: { type: 'string' },
  },
});
const seed = Number(values.seed);
const bases = values.base === undefined ? await basesOf() : [values.base];
const kept = JSON.parse(readFileSync(new URL('./kept.json', import.meta.url), 'utf8')) as Mutant[];
const mutants = [...(values.base === undefined ? kept : []), ...mutantsOf(bases, seed, Number(values.mutants))];
process.stdout.write(`${mutants.length} damaged files from ${bases.length} bases, seed ${seed}\n`);
const report = await fire(mutants, (done) => process.stderr.write(`${done} of ${mutants.length}\n`));
for (const [outcome, count] of Object.entries(report.outcomes).sort(([, a], [, b]) => b - a)) {
  process.stdout.write(`${String(count).padStart(7)}  ${outcome}\n`);
}
const [slowest, most] = [Math.round(report.slowestMs), Math.round(report.mostBytes / 2 ** 20)];
process.stdout.write(`slowest file ${slowest} ms, most memory ${most} MiB\n`);
for (const { what, base, seed: own, detail } of report.findings) {
  process.stdout.write(`FOUND ${what}: --base ${base} --seed ${own} --mutants 1: ${detail}\n`);
}
process.exitCode = report.findings.length > 0 ? 1 : 0;
