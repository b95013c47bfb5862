import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { EventPayload } from '../../src-shared/contract/table.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import { translate } from '../../src-shared/language/messages.ts';

type PageCommand = EventPayload<'menu.command'>['command'];

/** The native menu, in a language; again after every change of it. Commands of the page go through `send`. */
export function setMenu(language: Language, send: (command: PageCommand) => void): void {
  const t = (key: string) => translate(language, key);
  const page = (label: string, accelerator: string, command: PageCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send(command),
  });
  const template: MenuItemConstructorOptions[] = [
    {
      label: t('menu.file'),
      submenu: [
        page(t('menu.open-files'), 'CmdOrCtrl+O', 'open-files'),
        page(t('menu.open-folder'), 'CmdOrCtrl+Shift+O', 'open-folder'),
        { type: 'separator' },
        page(t('menu.settings'), 'CmdOrCtrl+,', 'settings'),
        { type: 'separator' },
        { role: 'quit', label: t('menu.quit') },
      ],
    },
    {
      label: t('menu.edit'),
      submenu: [
        { role: 'undo', label: t('menu.undo') },
        { role: 'redo', label: t('menu.redo') },
        { type: 'separator' },
        { role: 'cut', label: t('menu.cut') },
        { role: 'copy', label: t('menu.copy') },
        { role: 'paste', label: t('menu.paste') },
        { role: 'selectAll', label: t('menu.select-all') },
      ],
    },
    {
      label: t('menu.view'),
      submenu: [
        page(t('menu.worklist'), 'CmdOrCtrl+L', 'worklist'),
        page(t('menu.palette'), 'CmdOrCtrl+K', 'palette'),
        { type: 'separator' },
        page(t('menu.larger'), 'CmdOrCtrl+Plus', 'page-larger'),
        page(t('menu.smaller'), 'CmdOrCtrl+-', 'page-smaller'),
        page(t('menu.usual-size'), 'CmdOrCtrl+0', 'page-usual'),
        { type: 'separator' },
        { role: 'togglefullscreen', label: t('menu.full-screen') },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
