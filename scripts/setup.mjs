// `npm run setup`: everything that `npm start` and `npm test` would do first.
import { setUp } from './setup/set-up.mjs';
import { say } from './setup/say.mjs';

try {
  const runtime = await setUp({ forTests: process.argv.includes('--tests') });
  say(`Ready: Electron ${runtime.version} (${runtime.kind}).`);
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}
