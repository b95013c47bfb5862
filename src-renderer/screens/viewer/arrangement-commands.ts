import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import { LINKS } from './link-choices.ts';
import { LAYOUTS, type Layout } from './view-panes.svelte.ts';
import type { Viewing } from './viewing.svelte.ts';

const KEYS = {
  nextSeries: 'PageDown',
  previousSeries: 'PageUp',
  planes: 'Shift+M',
  crosshair: 'K',
  linked: 'Y',
  enlarge: 'Enter',
  hang: 'Shift+Backspace',
  nextStudy: 'Ctrl+PageDown',
  previousStudy: 'Ctrl+PageUp',
} as const;

/** A layout's name. */
export function layoutWord({ rows, columns }: Layout): string {
  return t('viewer.layout.name', { rows, columns });
}

/** Which panes there are, what they show, and what they do together. */
export function arrangementCommands(viewing: Viewing): Command[] {
  const { panes, studies, following } = viewing;
  const several = () => panes.all.length > 1;
  const stack = () => viewing.frames.length > 1;
  return [
    ...LAYOUTS.map((layout): Command => ({
      id: `view-layout-${layout.rows}-${layout.columns}`,
      title: () => t('viewer.layout.command', { name: layoutWord(layout) }),
      run: () => viewing.arrange(layout),
    })),
    {
      id: 'view-planes',
      title: () => t('viewer.plane.layout'),
      keys: KEYS.planes,
      enabled: stack,
      run: () => viewing.showPlanes(),
    },
    {
      id: 'view-linked',
      title: () => t('viewer.tool.linked'),
      keys: KEYS.linked,
      enabled: several,
      run: () => (following.scroll = following.scroll === 'off' ? 'position' : 'off'),
    },
    ...LINKS.map(({ id, label, toggle }): Command => ({
      id: `view-link-${id}`,
      title: () => t('viewer.link.command', { what: label() }),
      enabled: several,
      run: () => toggle(following),
    })),
    {
      id: 'view-crosshair',
      title: () => t('viewer.plane.crosshair'),
      keys: KEYS.crosshair,
      enabled: () => panes.session !== null,
      run: () => (viewing.tool = 'crosshair'),
    },
    {
      id: 'view-enlarge',
      title: () => t('viewer.layout.enlarge'),
      keys: KEYS.enlarge,
      enabled: several,
      run: () => panes.enlarge(),
    },
    { id: 'view-hang', title: () => t('viewer.layout.reset'), keys: KEYS.hang, run: () => viewing.hang() },
    {
      id: 'view-next-pane',
      title: () => t('viewer.layout.next-pane'),
      keys: 'Ctrl+ArrowRight',
      enabled: several,
      run: () => panes.step(1),
    },
    {
      id: 'view-previous-pane',
      title: () => t('viewer.layout.previous-pane'),
      keys: 'Ctrl+ArrowLeft',
      enabled: several,
      run: () => panes.step(-1),
    },
    {
      id: 'view-next-series',
      title: () => t('viewer.tool.next-series'),
      keys: KEYS.nextSeries,
      enabled: () => studies.sets.length > 1 || !viewing.own,
      run: () => viewing.stepSet(1),
    },
    {
      id: 'view-previous-series',
      title: () => t('viewer.tool.previous-series'),
      keys: KEYS.previousSeries,
      enabled: () => studies.sets.length > 1 || !viewing.own,
      run: () => viewing.stepSet(-1),
    },
    {
      id: 'view-next-study',
      title: () => t('viewer.study.next'),
      keys: KEYS.nextStudy,
      enabled: () => studies.others.length > 0,
      run: () => void viewing.stepStudy(1),
    },
    {
      id: 'view-previous-study',
      title: () => t('viewer.study.previous'),
      keys: KEYS.previousStudy,
      enabled: () => studies.others.length > 0,
      run: () => void viewing.stepStudy(-1),
    },
  ];
}
