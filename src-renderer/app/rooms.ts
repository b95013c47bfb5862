import Boxes from '@lucide/svelte/icons/boxes';
import ChartSpline from '@lucide/svelte/icons/chart-spline';
import FileText from '@lucide/svelte/icons/file-text';
import List from '@lucide/svelte/icons/list';
import PencilRuler from '@lucide/svelte/icons/pencil-ruler';
import ScanLine from '@lucide/svelte/icons/scan-line';
import Settings from '@lucide/svelte/icons/settings';
import type { Icon } from '../parts/icon.ts';
import { t } from './language.svelte.ts';
import type { Route } from './program.svelte.ts';

/** A room as the rail and the palette show it. */
export interface Room {
  readonly route: Route;
  readonly title: () => string;
  readonly icon: Icon;
  readonly keys: string;
  /** It shows the open case and is closed without one. */
  readonly needsCase: boolean;
}

/** The rooms that exist, in the rail's order. */
export const ROOMS: readonly Room[] = [
  { route: 'worklist', title: () => t('shell.room-worklist'), icon: List, keys: 'Ctrl+1', needsCase: false },
  { route: 'viewer', title: () => t('shell.room-viewer'), icon: ScanLine, keys: 'Ctrl+2', needsCase: true },
  { route: 'report', title: () => t('shell.room-report'), icon: FileText, keys: 'Ctrl+3', needsCase: true },
  { route: 'annotate', title: () => t('shell.room-annotate'), icon: PencilRuler, keys: 'Ctrl+6', needsCase: false },
  { route: 'models', title: () => t('shell.room-models'), icon: Boxes, keys: 'Ctrl+4', needsCase: false },
  { route: 'evaluate', title: () => t('shell.room-evaluate'), icon: ChartSpline, keys: 'Ctrl+5', needsCase: false },
  { route: 'settings', title: () => t('shell.room-settings'), icon: Settings, keys: 'Ctrl+,', needsCase: false },
];
