import type { Command } from '../../app/commands.svelte.ts';
import { pick, t } from '../../app/language.svelte.ts';
import type { Bench } from './bench.svelte.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import type { Questions } from './questions.svelte.ts';
import { TOOLS, type Tool } from './tools.ts';

/** What the commands of the workbench act on. */
export interface BenchTargets {
  readonly bench: Bench;
  readonly questions: Questions;
  readonly writable: () => boolean;
  readonly offered: (tool: Tool) => boolean;
  readonly operate: (operation: Operation) => void;
  readonly step: (by: 1 | -1) => void;
  readonly nextOpen: () => void;
  readonly finish: (state: 'done' | 'flagged' | 'in-work') => void;
  readonly toBoard: () => void;
  readonly compare: () => void;
}

/** Shortcuts that stand beside buttons, too. */
export const BENCH_KEYS = {
  undo: 'Ctrl+Z',
  redo: 'Ctrl+Shift+Z',
  next: 'PageDown',
  previous: 'PageUp',
  nextOpen: 'Ctrl+PageDown',
  done: 'D',
  flag: 'Shift+D',
  board: 'Ctrl+ArrowUp',
} as const;

/** Everything that can be done with the item on the workbench, as commands. */
export function benchCommands(targets: BenchTargets): Command[] {
  const { bench, questions, writable } = targets;
  const { kit, session } = bench;
  const { segments, fields } = session.open.schema;
  const onPane = (
    id: string,
    title: () => string,
    keys: string,
    run: (pane: NonNullable<Bench['pane']>) => void,
  ): Command => ({
    id: `label-${id}`,
    title,
    keys,
    enabled: () => bench.pane !== null,
    run: () => bench.pane && run(bench.pane),
  });
  const stack = () => bench.slices > 1;
  return [
    ...TOOLS.filter(targets.offered).map(({ id, title, keys, on }): Command => ({
      id: `label-tool-${id}`,
      title,
      keys,
      enabled: () => on === 'view' || writable(),
      run: () => (bench.hand.give(), kit.use(id)),
    })),
    ...OPERATIONS.map((operation): Command => ({
      id: `label-${operation.id}`,
      title: operation.title,
      keys: operation.keys,
      enabled: writable,
      run: () => targets.operate(operation),
    })),
    ...segments.slice(0, 9).map((segment, i): Command => ({
      id: `label-segment-${segment.number}`,
      title: () => t('annotate.do-segment', { segment: pick(segment.title) }),
      keys: String(i + 1),
      run: () => bench.choose(segment),
    })),
    // without segments the digits alone answer
    ...(fields.length > 0
      ? Array.from({ length: 9 }, (_, i): Command => ({
          id: `label-option-${i + 1}`,
          title: () => t('annotate.do-option', { number: i + 1 }),
          keys: segments.length > 0 ? `Alt+${i + 1}` : String(i + 1),
          enabled: writable,
          run: () => questions.answer(i),
        }))
      : []),
    {
      id: 'label-undo',
      title: () => t('annotate.undo'),
      keys: BENCH_KEYS.undo,
      enabled: () => writable() && (bench.hand.busy || session.canUndo),
      run: () => {
        if (!bench.hand.back()) session.undo();
      },
    },
    {
      id: 'label-redo',
      title: () => t('annotate.redo'),
      keys: BENCH_KEYS.redo,
      enabled: () => writable() && session.canRedo,
      run: () => session.redo(),
    },
    {
      id: 'label-redo-y',
      title: () => t('annotate.redo'),
      keys: 'Ctrl+Y',
      enabled: () => writable() && session.canRedo,
      run: () => session.redo(),
    },
    {
      id: 'label-close',
      title: () => t('annotate.close-figure'),
      keys: 'Enter',
      enabled: () => bench.hand.busy,
      run: () => bench.hand.close(),
    },
    {
      id: 'label-give',
      title: () => t('annotate.give-figure'),
      keys: 'Escape',
      enabled: () => bench.hand.busy,
      run: () => bench.hand.give(),
    },
    {
      id: 'label-remove-shape',
      title: () => t('annotate.remove-shape'),
      keys: 'Delete',
      enabled: () => writable() && bench.selected !== null,
      run: () => bench.selected && bench.removeShape(bench.selected),
    },
    { id: 'label-swap', title: () => t('annotate.last-tool'), keys: 'Space', run: () => kit.swap() },
    { id: 'label-smaller', title: () => t('annotate.brush-smaller'), keys: '[', run: () => kit.resize(-1) },
    { id: 'label-larger', title: () => t('annotate.brush-larger'), keys: ']', run: () => kit.resize(1) },
    { id: 'label-hide', title: () => t('annotate.hide-all'), keys: 'H', run: () => (kit.hideAll = !kit.hideAll) },
    {
      id: 'label-question',
      title: () => t('annotate.next-question'),
      keys: 'Q',
      enabled: () => fields.length > 0,
      run: () => questions.step(1),
    },
    {
      id: 'label-question-back',
      title: () => t('annotate.previous-question'),
      keys: 'Shift+Q',
      enabled: () => fields.length > 0,
      run: () => questions.step(-1),
    },
    { id: 'label-next', title: () => t('annotate.next-item'), keys: BENCH_KEYS.next, run: () => targets.step(1) },
    {
      id: 'label-previous',
      title: () => t('annotate.previous-item'),
      keys: BENCH_KEYS.previous,
      run: () => targets.step(-1),
    },
    { id: 'label-next-open', title: () => t('annotate.next-open'), keys: BENCH_KEYS.nextOpen, run: targets.nextOpen },
    {
      id: 'label-done',
      title: () => t('annotate.done-next'),
      keys: BENCH_KEYS.done,
      enabled: writable,
      run: () => targets.finish('done'),
    },
    {
      id: 'label-flag',
      title: () => t('annotate.flag'),
      keys: BENCH_KEYS.flag,
      enabled: writable,
      run: () => targets.finish('flagged'),
    },
    { id: 'label-compare', title: () => t('annotate.compare'), keys: 'A', run: targets.compare },
    { id: 'label-board', title: () => t('annotate.to-board'), keys: BENCH_KEYS.board, run: targets.toBoard },
    onPane(
      'fit',
      () => t('viewer.tool.fit'),
      'F',
      (pane) => pane.fit(),
    ),
    onPane(
      'one-to-one',
      () => t('viewer.tool.one-to-one'),
      'O',
      (pane) => pane.oneToOne(),
    ),
    onPane(
      'invert',
      () => t('viewer.tool.invert'),
      'I',
      (pane) => pane.invert(),
    ),
    onPane(
      'smooth',
      () => t('viewer.tool.smooth'),
      'S',
      (pane) => pane.smooth(!bench.view.smooth),
    ),
    onPane(
      'zoom-in',
      () => t('viewer.tool.zoom-in'),
      '+',
      (pane) => pane.zoom(1.25),
    ),
    onPane(
      'zoom-out',
      () => t('viewer.tool.zoom-out'),
      '-',
      (pane) => pane.zoom(0.8),
    ),
    ...(
      [
        ['next-slice', () => t('viewer.tool.next-frame'), 'ArrowDown', 1],
        ['previous-slice', () => t('viewer.tool.previous-frame'), 'ArrowUp', -1],
      ] as const
    ).map(([id, title, keys, by]): Command => ({
      ...onPane(id, title, keys, (pane) => pane.scroll(by)),
      enabled: () => bench.pane !== null && stack(),
    })),
  ];
}
