import { FrameLine, serveParent } from '../hosting/child-side.ts';
import type { InferenceCalls, SentQuestion } from './calls.ts';
import { examine, inspect, tryOn, weightFiles } from './examine.ts';
import { analyze, makeReady } from './pipeline.ts';
import { forgetPrepared } from './prepare-once.ts';
import { selfTest, syntheticInput } from './self-test.ts';
import { loadModel } from './session.ts';
import { SwiftAnalyses } from './swift-analyses.ts';
import { KnownModels } from './told-models.ts';
import { wakeUp, warmUp } from './warm-up.ts';

// The inference process: models by hash, frames by id; it never learns whose they are.
const frames = new FrameLine();
const models = new KnownModels();
const swift = new SwiftAnalyses();

/** What fails here is told when it is asked about. */
const readyAhead = (question: SentQuestion) => makeReady(models.asked(question), frames).catch(() => undefined);

const letGo = ({ instanceId, volume }: SentQuestion) => {
  for (const each of volume?.instances ?? [{ instanceId }]) frames.letGo(each.instanceId).forEach(forgetPrepared);
};

serveParent<InferenceCalls>({
  connect: (_input, { ports: [port] }) => {
    if (port) frames.connect(port);
    return null;
  },
  know: ({ number, model }) => {
    models.know(number, model);
    return null;
  },
  load: async ({ model, threads, rounds }) => {
    const start = performance.now();
    await warmUp(model, threads, rounds);
    return { loadMs: performance.now() - start };
  },
  wake: async ({ model, threads }) => {
    await wakeUp(model, threads);
    return null;
  },
  'make-ready': async ({ questions }) => {
    for (const question of questions) await readyAhead(question);
    return null;
  },
  analyze: ({ then, ...input }, { progress }) => {
    const answer = swift.follow(input, progress, (tell) => analyze(models.asked(input), frames, tell));
    if (then) void readyAhead(then);
    return input.once ? answer.finally(() => letGo(input)) : answer;
  },
  'self-test': selfTest,
  inspect: ({ model }) => inspect(model),
  'weight-files': async ({ model }) => ({ names: await weightFiles(model) }),
  examine,
  'try-provider': tryOn,
  'raw-run': async ({ model, threads, rounds }) => {
    const network = await loadModel(model, threads);
    const input = syntheticInput(model.manifest);
    const runMs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await network.run(input);
      runMs.push(performance.now() - start);
    }
    return { runMs };
  },
});
