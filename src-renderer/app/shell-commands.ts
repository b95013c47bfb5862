import { toCoded } from '../../src-shared/contract/coded.ts';
import { scaleBeside, scaleInUse } from '../../src-shared/contract/page-scale.ts';
import type { Settings } from '../../src-shared/contract/records.ts';
import type { Command } from './commands.svelte.ts';
import { imports } from './imports.svelte.ts';
import { t } from './language.svelte.ts';
import { privacy } from './privacy.svelte.ts';
import { program } from './program.svelte.ts';
import { ROOMS } from './rooms.ts';

/** Changes settings; a failure is shown with the notices, since it belongs to no place on the screen. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  try {
    await program.changeSettings(change);
  } catch (thrown) {
    program.notify(toCoded(thrown));
  }
}

/** Makes the whole page a step larger or smaller. */
function resize(direction: 1 | -1): void {
  const now = scaleInUse(program.state.settings.scale, screen.height);
  void changeSettings({ scale: scaleBeside(now, direction) });
}

/** What can be done everywhere. */
export function shellCommands({ openPalette, openKeys }: { openPalette: () => void; openKeys: () => void }): Command[] {
  const open = () => program.activeCaseId !== null;
  return [
    { id: 'palette', title: () => t('shell.do-palette'), keys: 'Ctrl+K', run: openPalette },
    { id: 'keys', title: () => t('shell.do-keys'), keys: '?', run: openKeys },
    {
      id: 'open-files',
      title: () => t('shell.do-open-files'),
      keys: 'Ctrl+O',
      run: () => void imports.choose('files'),
    },
    {
      id: 'open-folder',
      title: () => t('shell.do-open-folder'),
      keys: 'Ctrl+Shift+O',
      run: () => void imports.choose('folder'),
    },
    { id: 'sample-film', title: () => t('shell.do-sample-film'), run: () => void imports.sample('film') },
    { id: 'sample-head', title: () => t('shell.do-sample-head'), run: () => void imports.sample('head') },
    { id: 'sample-nodule', title: () => t('shell.do-sample-nodule'), run: () => void imports.sample('nodule') },
    ...ROOMS.map(({ route, title, keys, needsCase }): Command => ({
      id: route,
      title: () => t('shell.do-go', { room: title() }),
      keys,
      run: () => program.goTo(route),
      enabled: () => !needsCase || open(),
    })),
    {
      id: 'close-case',
      title: () => t('shell.do-close-case'),
      keys: 'Ctrl+W',
      run: () => program.activeCaseId !== null && program.close(program.activeCaseId),
      enabled: open,
    },
    {
      id: 'next-case',
      title: () => t('shell.do-next-case'),
      keys: 'Ctrl+Tab',
      run: () => program.selectNext(1),
      enabled: () => program.tabs.length > 1,
    },
    {
      id: 'previous-case',
      title: () => t('shell.do-previous-case'),
      keys: 'Ctrl+Shift+Tab',
      run: () => program.selectNext(-1),
      enabled: () => program.tabs.length > 1,
    },
    {
      id: 'read-first',
      title: () => (program.state.settings.readFirst ? t('shell.do-read-first-off') : t('shell.do-read-first-on')),
      run: () => void changeSettings({ readFirst: !program.state.settings.readFirst }),
    },
    {
      id: 'privacy',
      title: () => (privacy.on ? t('shell.do-show-identity') : t('shell.do-hide-identity')),
      keys: 'Ctrl+Shift+H',
      run: () => (privacy.on = !privacy.on),
    },
    {
      id: 'theme',
      title: () => (program.state.settings.theme === 'dark' ? t('shell.do-light') : t('shell.do-dark')),
      run: () => void changeSettings({ theme: program.state.settings.theme === 'dark' ? 'light' : 'dark' }),
    },
    { id: 'page-larger', title: () => t('shell.do-page-larger'), keys: 'Ctrl++', run: () => resize(1) },
    { id: 'page-smaller', title: () => t('shell.do-page-smaller'), keys: 'Ctrl+-', run: () => resize(-1) },
    {
      id: 'page-usual',
      title: () => t('shell.do-page-usual'),
      keys: 'Ctrl+0',
      run: () => void changeSettings({ scale: 0 }),
    },
    {
      id: 'language',
      title: () => t('shell.do-other-language'),
      run: () => void changeSettings({ language: program.state.settings.language === 'en' ? 'zh' : 'en' }),
    },
  ];
}
