import { t } from '../../app/language.svelte.ts';
import type { PaneFollowing, ScrollLink } from './pane-following.svelte.ts';

/** Something that panes can do together, to be switched on and off. */
export interface LinkChoice {
  readonly id: string;
  readonly label: () => string;
  readonly chosen: (following: PaneFollowing) => boolean;
  readonly toggle: (following: PaneFollowing) => void;
}

const scroll = (link: ScrollLink, label: () => string): LinkChoice => ({
  id: link,
  label,
  chosen: (following) => following.scroll === link,
  toggle: (following) => (following.scroll = following.scroll === link ? 'off' : link),
});

export const LINKS: readonly LinkChoice[] = [
  scroll('position', () => t('viewer.link.position')),
  scroll('slice', () => t('viewer.link.slice')),
  {
    id: 'window',
    label: () => t('viewer.link.window'),
    chosen: (following) => following.window,
    toggle: (following) => (following.window = !following.window),
  },
  {
    id: 'look',
    label: () => t('viewer.link.look'),
    chosen: (following) => following.look,
    toggle: (following) => (following.look = !following.look),
  },
];
