// `npm run licences`: every package of the program and of its tools must carry a licence that this project accepts.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ACCEPTED = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'OFL-1.1',
  'CC-BY-4.0',
  'CC-BY-3.0',
  'MPL-2.0',
  'WTFPL',
  'Zlib',
  'BSL-1.0',
  'Artistic-2.0',
];

const root = path.join(import.meta.dirname, '..');
const run = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules', 'license-checker-rseidelsohn', 'bin', 'license-checker-rseidelsohn.js'),
    '--json',
    '--excludePrivatePackages',
    '--start',
    root,
  ],
  { encoding: 'utf8', maxBuffer: 1 << 28 },
);
const packages = JSON.parse(run.stdout) as Record<string, { licenses: string | string[] }>;
const accepts = (expression: string): boolean => {
  const plain = expression.replace(/[()*]/g, '').trim();
  if (plain.includes(' OR ')) return plain.split(' OR ').some(accepts);
  if (plain.includes(' AND ')) return plain.split(' AND ').every(accepts);
  return ACCEPTED.includes(plain);
};
const refused = Object.entries(packages).filter(([, { licenses }]) => ![licenses].flat().every(accepts));
for (const [name, { licenses }] of refused) console.log(`${name}: ${[licenses].flat().join(', ')}`);
console.log(`${Object.keys(packages).length} packages, ${refused.length} with a licence that is not on the list`);
process.exit(refused.length > 0 ? 1 : 0);
