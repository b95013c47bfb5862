import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import { colourWord } from '../../stage/colour-word.ts';
import { COLOURS } from '../../stage/colours.ts';
import type { DragTool, PicturePane } from '../../stage/picture-pane.ts';
import { presetWords } from './preset-words.ts';
import type { Viewing } from './viewing.svelte.ts';

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
  nextFrame: 'ArrowDown',
  previousFrame: 'ArrowUp',
  firstFrame: 'Home',
  lastFrame: 'End',
  zoomIn: '+',
  zoomOut: '-',
  cine: 'Space',
} as const;

/** What is done to the picture in the active pane: the left button's tools, window, colours, lie, place in the stack. */
export function pictureCommands(viewing: Viewing): Command[] {
  const shown = () => viewing.on;
  const stack = () => viewing.frames.length > 1;
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
    {
      id: 'view-cine',
      title: () => t('viewer.tool.cine'),
      keys: KEYS.cine,
      enabled: stack,
      run: () => viewing.toggleCine(),
    },
  ];
}
