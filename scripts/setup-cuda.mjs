// `npm run setup:cuda`: fetches, on purpose, what ONNX Runtime needs to run networks on NVIDIA cards, and says what else is
// missing. Nothing is switched on by it: the program compares CUDA with the CPU for each model before it uses it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { installPackages } from './setup/packages.mjs';
import { installed } from './setup/places.mjs';
import { patiently, say, SetupError } from './setup/say.mjs';

const FOLDER = installed('onnxruntime-node', 'bin', 'napi-v6', process.platform, process.arch);
const PROVIDER = `${FOLDER}/libonnxruntime_providers_cuda.so`;

try {
  await installPackages();
  mustBeLinux();
  const driver = driverVersion();
  say(driver ? `NVIDIA driver: ${driver}` : 'NVIDIA driver: none found (the provider is fetched all the same)');
  await fetchProvider();
  const missing = missingLibraries();
  if (missing.length > 0) {
    throw new SetupError(
      `The provider is there, and these libraries are not: ${missing.join(', ')}`,
      'Install the CUDA 12 runtime and cuDNN 9 of your system, then repeat.',
    );
  }
  if (!driver)
    throw new SetupError('Without an NVIDIA driver CUDA cannot be used.', 'Install the driver, then repeat.');
  say(
    'CUDA can be used. Run the self-test of each model (Models, or `skiagraph models verify`): it is compared there.',
  );
} catch (error) {
  say(error.name === 'SetupError' ? error.message : error.stack);
  process.exitCode = 1;
}

function mustBeLinux() {
  if (process.platform === 'win32') {
    throw new SetupError('On Windows networks run on graphics cards by DirectML, which comes with the program.');
  }
  if (`${process.platform}/${process.arch}` !== 'linux/x64') {
    throw new SetupError(`There is no CUDA provider for ${process.platform} on ${process.arch}.`);
  }
}

/** The kernel's own word; undefined where no driver is loaded. */
function driverVersion() {
  const file = '/proc/driver/nvidia/version';
  return fs.existsSync(file) ? /\s(\d+(?:\.\d+)+)\s/.exec(fs.readFileSync(file, 'utf8'))?.[1] : undefined;
}

/** By the runtime's own script, which knows where its publisher keeps the libraries of exactly this version. */
async function fetchProvider() {
  if (fs.existsSync(PROVIDER)) {
    say('The CUDA provider is installed.');
    return;
  }
  say('Fetching the CUDA provider of ONNX Runtime (some 300 MB) …');
  const script = installed('onnxruntime-node', 'script', 'install.js');
  const run = await patiently(process.execPath, [script, '--onnxruntime-node-install=cuda12'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 1_800_000,
  });
  if (run.status === 0 && fs.existsSync(PROVIDER)) return;
  const reason = /Error: .*/.exec(run.stderr)?.[0] ?? 'no reason given';
  throw new SetupError(
    `The CUDA provider could not be fetched (${reason}). Networks run on the CPU.`,
    `Connect and repeat, or copy libonnxruntime_providers_cuda.so and libonnxruntime_providers_shared.so of the same version into ${FOLDER}`,
  );
}

/** What the provider links to and the system does not have: the CUDA runtime, cuBLAS, cuFFT, cuDNN. */
function missingLibraries() {
  const linked = spawnSync('ldd', [PROVIDER], { encoding: 'utf8' });
  return [...linked.stdout.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
}
