import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import type { DragTool, Pane } from '../../stage/pane.ts';
import type { StageView } from '../../stage/view.svelte.ts';
import { presetWords } from './preset-words.ts';
import type { WindowChoice } from './window-presets.ts';

/** What the viewer's commands act on. */
export interface CommandTargets {
  readonly pane: () => Pane | null;
  readonly view: () => StageView;
  /** Frames of the series on the stage. */
  readonly stack: () => number;
  readonly presets: readonly WindowChoice[];
  readonly use: (tool: DragTool) => void;
  readonly stepSeries: (by: 1 | -1) => void;
  readonly seriesCount: number;
  readonly toggleMap: () => void;
  readonly mapPossible: () => boolean;
  readonly toggleThumbnails: () => void;
  readonly toggleFindings: () => void;
}

/** Shortcuts of the viewer, for the tool row's hints and the commands alike. */
export const KEYS = {
  window: 'W',
  zoom: 'Z',
  pan: 'P',
  scroll: 'S',
  invert: 'I',
  fit: 'F',
  oneToOne: 'O',
  rotate: 'R',
  rotateBack: 'Shift+R',
  flipHorizontal: 'H',
  flipVertical: 'V',
  smooth: 'B',
  reset: 'Backspace',
  map: 'M',
  thumbnails: 'T',
  findings: 'N',
  nextSeries: 'PageDown',
  previousSeries: 'PageUp',
  nextFrame: 'ArrowDown',
  previousFrame: 'ArrowUp',
  firstFrame: 'Home',
  lastFrame: 'End',
  zoomIn: '+',
  zoomOut: '-',
} as const;

/** Every tool of the viewer as a command. */
export function viewerCommands(targets: CommandTargets): Command[] {
  const { pane, view } = targets;
  const shown = () => view().shown !== null;
  const stack = () => targets.stack() > 1;
  const onPane = (id: string, title: () => string, keys: string, run: (pane: Pane) => void): Command => ({
    id: `view-${id}`,
    title,
    keys,
    enabled: shown,
    run: () => {
      const target = pane();
      if (target) run(target);
    },
  });
  const inStack = (id: string, title: () => string, keys: string, run: (pane: Pane) => void): Command => ({
    ...onPane(id, title, keys, run),
    enabled: stack,
  });
  const tool = (id: DragTool, title: () => string, enabled?: () => boolean): Command => ({
    id: `view-tool-${id}`,
    title,
    keys: KEYS[id],
    run: () => targets.use(id),
    ...(enabled ? { enabled } : {}),
  });
  return [
    tool('window', () => t('viewer.tool.window')),
    tool('zoom', () => t('viewer.tool.zoom')),
    tool('pan', () => t('viewer.tool.pan')),
    tool('scroll', () => t('viewer.tool.scroll'), stack),
    onPane(
      'invert',
      () => t('viewer.tool.invert'),
      KEYS.invert,
      (target) => target.invert(),
    ),
    onPane(
      'fit',
      () => t('viewer.tool.fit'),
      KEYS.fit,
      (target) => target.fit(),
    ),
    onPane(
      'one-to-one',
      () => t('viewer.tool.one-to-one'),
      KEYS.oneToOne,
      (target) => target.oneToOne(),
    ),
    onPane(
      'zoom-in',
      () => t('viewer.tool.zoom-in'),
      KEYS.zoomIn,
      (target) => target.zoom(1.25),
    ),
    onPane(
      'zoom-out',
      () => t('viewer.tool.zoom-out'),
      KEYS.zoomOut,
      (target) => target.zoom(0.8),
    ),
    onPane(
      'rotate',
      () => t('viewer.tool.rotate'),
      KEYS.rotate,
      (target) => target.rotate(1),
    ),
    onPane(
      'rotate-back',
      () => t('viewer.tool.rotate-back'),
      KEYS.rotateBack,
      (target) => target.rotate(-1),
    ),
    onPane(
      'flip-horizontal',
      () => t('viewer.tool.flip-horizontal'),
      KEYS.flipHorizontal,
      (target) => target.flip('horizontal'),
    ),
    onPane(
      'flip-vertical',
      () => t('viewer.tool.flip-vertical'),
      KEYS.flipVertical,
      (target) => target.flip('vertical'),
    ),
    onPane(
      'smooth',
      () => t('viewer.tool.smooth'),
      KEYS.smooth,
      (target) => target.smooth(!view().smooth),
    ),
    onPane(
      'reset',
      () => t('viewer.tool.reset'),
      KEYS.reset,
      (target) => target.reset(),
    ),
    inStack(
      'next-frame',
      () => t('viewer.tool.next-frame'),
      KEYS.nextFrame,
      (target) => target.scroll(1),
    ),
    inStack(
      'previous-frame',
      () => t('viewer.tool.previous-frame'),
      KEYS.previousFrame,
      (target) => target.scroll(-1),
    ),
    inStack(
      'first-frame',
      () => t('viewer.tool.first-frame'),
      KEYS.firstFrame,
      (target) => target.goTo(0),
    ),
    inStack(
      'last-frame',
      () => t('viewer.tool.last-frame'),
      KEYS.lastFrame,
      (target) => target.goTo(targets.stack() - 1),
    ),
    ...targets.presets.slice(0, 9).map((choice, i) =>
      onPane(
        `preset-${i + 1}`,
        () => t('viewer.preset.command', { name: presetWords(choice) }),
        String(i + 1),
        (target) => target.setWindow(choice.window),
      ),
    ),
    {
      id: 'view-next-series',
      title: () => t('viewer.tool.next-series'),
      keys: KEYS.nextSeries,
      enabled: () => targets.seriesCount > 1,
      run: () => targets.stepSeries(1),
    },
    {
      id: 'view-previous-series',
      title: () => t('viewer.tool.previous-series'),
      keys: KEYS.previousSeries,
      enabled: () => targets.seriesCount > 1,
      run: () => targets.stepSeries(-1),
    },
    {
      id: 'view-map',
      title: () => t('viewer.tool.map'),
      keys: KEYS.map,
      enabled: targets.mapPossible,
      run: targets.toggleMap,
    },
    {
      id: 'view-thumbnails',
      title: () => t('viewer.tool.thumbnails'),
      keys: KEYS.thumbnails,
      run: targets.toggleThumbnails,
    },
    { id: 'view-findings', title: () => t('viewer.tool.findings'), keys: KEYS.findings, run: targets.toggleFindings },
  ];
}
