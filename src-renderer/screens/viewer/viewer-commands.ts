import type { MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import type { DragTool, PicturePane } from '../../stage/picture-pane.ts';
import { COLOURS } from '../../stage/colours.ts';
import { colourWord } from '../../stage/colour-word.ts';
import { kindWord } from './measurement-words.ts';
import { PICTURE_KEYS, PICTURES_OUT, pictureWord, type PictureOut } from './picture-out.ts';
import { presetWords } from './preset-words.ts';
import { LINKS } from './link-choices.ts';
import { LAYOUTS, type Layout } from './view-panes.svelte.ts';
import type { Viewing } from './viewing.svelte.ts';

/** What the viewer's commands act on, beside how the case is looked at. */
export interface CommandTargets {
  readonly takePicture: (what: PictureOut) => void;
  readonly toggleLayer: () => void;
  readonly layerPossible: () => boolean;
}

/** The viewer's usual shortcuts. */
const KEYS = {
  window: 'W',
  zoom: 'Z',
  pan: 'P',
  scroll: 'S',
  magnify: 'Shift+Z',
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
  enlarge: 'Enter',
  hang: 'Shift+Backspace',
  nextStudy: 'Ctrl+PageDown',
  previousStudy: 'Ctrl+PageUp',
  cine: 'Space',
} as const;

/** Of the measuring tools that have one. */
const MEASURE_KEYS: Partial<Record<MeasurementKind, string>> = {
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
export function viewerCommands(viewing: Viewing, targets: CommandTargets): Command[] {
  const { panes, studies, following, measurements } = viewing;
  const shown = () => viewing.on;
  const stack = () => viewing.frames.length > 1;
  const several = () => panes.all.length > 1;
  const onPane = (id: string, title: () => string, keys: string, run: (pane: PicturePane) => void): Command => ({
    id: `view-${id}`,
    title,
    keys,
    enabled: shown,
    run: () => {
      const { pane: target } = viewing;
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
    run: () => (viewing.tool = id),
    ...(enabled ? { enabled } : {}),
  });
  return [
    tool('window', () => t('viewer.tool.window')),
    tool('zoom', () => t('viewer.tool.zoom')),
    tool('pan', () => t('viewer.tool.pan')),
    tool('scroll', () => t('viewer.tool.scroll'), stack),
    {
      id: 'view-tool-magnify',
      title: () => t('viewer.tool.magnify'),
      keys: KEYS.magnify,
      run: () => (viewing.tool = 'magnify'),
    },
    ...COLOURS.map((colours): Command => ({
      id: `view-colours-${colours}`,
      title: () => t('viewer.colours.command', { name: colourWord(colours) }),
      enabled: () => viewing.colourable,
      run: () => viewing.pane?.colour(colours),
    })),
    {
      id: 'view-windows',
      title: () => t('viewer.windows.edit'),
      enabled: () => viewing.windowsOf !== null,
      run: () => (viewing.editingWindows = true),
    },
    { id: 'view-corners', title: () => t('viewer.corners.edit'), run: () => (viewing.editingCorners = true) },
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
      (target) => target.smooth(!viewing.view.smooth),
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
      (target) => target.goTo(viewing.frames.length - 1),
    ),
    ...viewing.presets.slice(0, 9).map((choice, i) => ({
      ...onPane(
        `preset-${i + 1}`,
        () => t('viewer.preset.command', { name: presetWords(choice) }),
        String(i + 1),
        (target) => target.setWindow(choice.window),
      ),
      fixedKeys: true,
    })),
    ...MEASURE_KINDS.map((kind): Command => {
      const keys = MEASURE_KEYS[kind];
      return {
        id: `measure-${kind}`,
        title: () => t('measure.command', { what: kindWord(kind) }),
        enabled: () => viewing.writable,
        run: () => (viewing.tool = kind),
        ...(keys ? { keys } : {}),
      };
    }),
    {
      id: 'measure-undo',
      title: () => t('measure.undo'),
      keys: KEYS.undo,
      enabled: () => viewing.writable && measurements.canUndo,
      run: () => measurements.undo(),
    },
    {
      id: 'measure-redo',
      title: () => t('measure.redo'),
      keys: KEYS.redo,
      enabled: () => viewing.writable && measurements.canRedo,
      run: () => measurements.redo(),
    },
    {
      id: 'measure-remove',
      title: () => t('measure.remove'),
      keys: KEYS.remove,
      enabled: () => viewing.writable && measurements.selected !== null,
      run: () => {
        const { all, selected } = measurements;
        const measurement = all.find(({ uid }) => uid === selected);
        if (measurement) measurements.remove(measurement);
      },
    },
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
      id: 'view-cine',
      title: () => t('viewer.tool.cine'),
      keys: KEYS.cine,
      enabled: stack,
      run: () => viewing.toggleCine(),
    },
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
