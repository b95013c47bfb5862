import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import { arrangementCommands } from './arrangement-commands.ts';
import { measuringCommands } from './measuring-commands.ts';
import { pictureCommands } from './picture-commands.ts';
import { PICTURE_KEYS, PICTURES_OUT, pictureWord, type PictureOut } from './picture-out.ts';
import type { Viewing } from './viewing.svelte.ts';

/** What the viewer's commands act on, beside how the case is looked at. */
export interface CommandTargets {
  readonly takePicture: (what: PictureOut) => void;
  readonly toggleLayer: () => void;
  readonly layerPossible: () => boolean;
}

const KEYS = {
  map: 'M',
  thumbnails: 'T',
  findings: 'N',
} as const;

/** Every tool of the viewer as a command. */
export function viewerCommands(viewing: Viewing, targets: CommandTargets): Command[] {
  const shown = () => viewing.on;
  return [
    ...pictureCommands(viewing),
    ...measuringCommands(viewing),
    ...arrangementCommands(viewing),
    ...PICTURES_OUT.map((what): Command => {
      const keys = PICTURE_KEYS[what];
      return {
        id: `picture-${what}`,
        title: () => pictureWord(what),
        enabled: shown,
        run: () => targets.takePicture(what),
        ...(keys ? { keys } : {}),
      };
    }),
    {
      id: 'view-map',
      title: () => t('viewer.tool.map'),
      keys: KEYS.map,
      enabled: targets.layerPossible,
      run: targets.toggleLayer,
    },
    {
      id: 'view-thumbnails',
      title: () => t('viewer.tool.thumbnails'),
      keys: KEYS.thumbnails,
      run: () => (viewing.thumbnails = !viewing.thumbnails),
    },
    {
      id: 'view-findings',
      title: () => t('viewer.tool.findings'),
      keys: KEYS.findings,
      run: () => (viewing.findings = !viewing.findings),
    },
  ];
}
