import type { MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import type { MprSession } from '../../stage/mpr-session.svelte.ts';
import type { DragTool, PicturePane } from '../../stage/picture-pane.ts';
import type { StageView } from '../../stage/view.svelte.ts';
import type { CaseMeasurements } from './case-measurements.svelte.ts';
import { kindWord } from './measurement-words.ts';
import { PICTURE_KEYS, PICTURES_OUT, pictureWord, type PictureOut } from './picture-out.ts';
import { presetWords } from './preset-words.ts';
import { LAYOUTS, type Layout } from './view-panes.svelte.ts';
import type { ViewerTool } from './viewer-tool.ts';
import type { WindowChoice } from './window-presets.ts';

/** What the viewer's commands act on. */
export interface CommandTargets {
  readonly pane: () => PicturePane | null;
  readonly view: () => StageView;
  /** Frames of the series on the stage. */
  readonly stack: () => number;
  readonly presets: readonly WindowChoice[];
  readonly use: (tool: ViewerTool) => void;
  readonly measurements: CaseMeasurements;
  /** Whether what is drawn can be kept. */
  readonly writable: () => boolean;
  readonly stepPane: (by: 1 | -1) => void;
  readonly paneCount: () => number;
  readonly arrange: (layout: Layout) => void;
  readonly showPlanes: () => void;
  readonly takePicture: (what: PictureOut) => void;
  readonly toggleLinked: () => void;
  readonly toggleCine: () => void;
  readonly session: () => MprSession | null;
  readonly stepSeries: (by: 1 | -1) => void;
  readonly seriesCount: number;
  readonly toggleLayer: () => void;
  readonly layerPossible: () => boolean;
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
  undo: 'Ctrl+Z',
  redo: 'Ctrl+Y',
  remove: 'Delete',
  planes: 'Shift+M',
  crosshair: 'K',
  linked: 'Y',
  cine: 'Space',
} as const;

/** Of the measuring tools that have one. */
export const MEASURE_KEYS: Partial<Record<MeasurementKind, string>> = {
  length: 'L',
  bidirectional: 'D',
  angle: 'G',
  cobb: 'Shift+G',
  ellipse: 'E',
  rectangle: 'Shift+E',
  freehand: 'Q',
  point: 'Shift+P',
  arrow: 'Shift+L',
};

/** Measuring tools in the order in which they are offered. */
export const MEASURE_KINDS: readonly MeasurementKind[] = [
  'length',
  'bidirectional',
  'angle',
  'cobb',
  'cardiothoracic-ratio',
  'ellipse',
  'rectangle',
  'freehand',
  'point',
  'arrow',
  'calibration',
];

/** A layout's name. */
export function layoutWord({ rows, columns }: Layout): string {
  return t('viewer.layout.name', { rows, columns });
}

/** Every tool of the viewer as a command. */
export function viewerCommands(targets: CommandTargets): Command[] {
  const { pane, view } = targets;
  const shown = () => view().shown !== null || targets.session() !== null;
  const stack = () => targets.stack() > 1;
  const onPane = (id: string, title: () => string, keys: string, run: (pane: PicturePane) => void): Command => ({
    id: `view-${id}`,
    title,
    keys,
    enabled: shown,
    run: () => {
      const target = pane();
      if (target) run(target);
    },
  });
  const inStack = (id: string, title: () => string, keys: string, run: (pane: PicturePane) => void): Command => ({
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
    ...MEASURE_KINDS.map((kind): Command => {
      const keys = MEASURE_KEYS[kind];
      return {
        id: `measure-${kind}`,
        title: () => t('measure.command', { what: kindWord(kind) }),
        enabled: targets.writable,
        run: () => targets.use(kind),
        ...(keys ? { keys } : {}),
      };
    }),
    {
      id: 'measure-undo',
      title: () => t('measure.undo'),
      keys: KEYS.undo,
      enabled: () => targets.writable() && targets.measurements.canUndo,
      run: () => targets.measurements.undo(),
    },
    {
      id: 'measure-redo',
      title: () => t('measure.redo'),
      keys: KEYS.redo,
      enabled: () => targets.writable() && targets.measurements.canRedo,
      run: () => targets.measurements.redo(),
    },
    {
      id: 'measure-remove',
      title: () => t('measure.remove'),
      keys: KEYS.remove,
      enabled: () => targets.writable() && targets.measurements.selected !== null,
      run: () => {
        const { all, selected } = targets.measurements;
        const measurement = all.find(({ uid }) => uid === selected);
        if (measurement) targets.measurements.remove(measurement);
      },
    },
    ...LAYOUTS.map((layout): Command => ({
      id: `view-layout-${layout.rows}-${layout.columns}`,
      title: () => t('viewer.layout.command', { name: layoutWord(layout) }),
      run: () => targets.arrange(layout),
    })),
    {
      id: 'view-planes',
      title: () => t('viewer.plane.layout'),
      keys: KEYS.planes,
      enabled: stack,
      run: targets.showPlanes,
    },
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
      id: 'view-linked',
      title: () => t('viewer.tool.linked'),
      keys: KEYS.linked,
      enabled: () => targets.paneCount() > 1,
      run: targets.toggleLinked,
    },
    { id: 'view-cine', title: () => t('viewer.tool.cine'), keys: KEYS.cine, enabled: stack, run: targets.toggleCine },
    {
      id: 'view-crosshair',
      title: () => t('viewer.plane.crosshair'),
      keys: KEYS.crosshair,
      enabled: () => targets.session() !== null,
      run: () => targets.use('crosshair'),
    },
    {
      id: 'view-next-pane',
      title: () => t('viewer.layout.next-pane'),
      keys: 'Ctrl+ArrowRight',
      enabled: () => targets.paneCount() > 1,
      run: () => targets.stepPane(1),
    },
    {
      id: 'view-previous-pane',
      title: () => t('viewer.layout.previous-pane'),
      keys: 'Ctrl+ArrowLeft',
      enabled: () => targets.paneCount() > 1,
      run: () => targets.stepPane(-1),
    },
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
      enabled: targets.layerPossible,
      run: targets.toggleLayer,
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
