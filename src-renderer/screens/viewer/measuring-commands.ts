import type { MeasurementKind } from '../../../src-shared/findings/measurement.ts';
import type { Command } from '../../app/commands.svelte.ts';
import { t } from '../../app/language.svelte.ts';
import { kindWord } from './measurement-words.ts';
import type { Viewing } from './viewing.svelte.ts';

const KEYS = {
  undo: 'Ctrl+Z',
  redo: 'Ctrl+Y',
  remove: 'Delete',
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

/** Every measuring tool, and what is done to what was measured. */
export function measuringCommands(viewing: Viewing): Command[] {
  const { measurements } = viewing;
  return [
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
  ];
}
