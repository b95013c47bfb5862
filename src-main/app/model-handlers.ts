import { dialog, type BrowserWindow } from 'electron';
import { shownModel } from '../../src-shared/contract/records.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import { translate } from '../../src-shared/language/messages.ts';
import type { Inference } from '../inference/index.ts';
import type { CallHandlers } from './ipc-gate.ts';

type ModelCalls = Extract<keyof CallHandlers, `models.${string}`>;

/** What main does for the calls about models. */
export function modelHandlers({
  inference,
  window: windowNow,
  language,
}: {
  readonly inference: Inference;
  readonly window: () => BrowserWindow | undefined;
  readonly language: () => Language;
}): Pick<CallHandlers, ModelCalls> {
  return {
    'models.list': async () => ({ models: (await inference.models()).map(shownModel) }),
    'models.show': ({ key }) => inference.showModel(key),
    'models.verify': async ({ key }) => shownModel(await inference.verifyModel(key)),
    'models.install': async () => {
      const window = windowNow();
      if (!window) return { model: null };
      const chosen = await dialog.showOpenDialog(window, {
        title: translate(language(), 'menu.choose-model'),
        properties: ['openDirectory'],
      });
      const [folder] = chosen.filePaths;
      return { model: folder === undefined ? null : shownModel(await inference.installModel(folder)) };
    },
    'models.remove': async ({ key }) => {
      await inference.removeModel(key);
      return {};
    },
    'models.provider': async ({ key, provider }) => shownModel(await inference.chooseProvider(key, provider)),
  };
}
