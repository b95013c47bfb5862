import { parseArgs } from 'node:util';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { ModelId } from '../../src-shared/contract/ids.ts';
import type { Language } from '../../src-shared/findings/report.ts';

/** What a person asked of the command line. */
export type Order = { readonly language: Language; readonly pretty: boolean } & (
  | { readonly command: 'help' }
  | { readonly command: 'describe'; readonly paths: string[]; readonly pixels: boolean }
  | {
      readonly command: 'analyze';
      readonly paths: string[];
      readonly model: ModelId;
      readonly out: string | null;
      readonly insist: boolean;
      readonly report: boolean;
      readonly log: boolean;
      /** Where the case log is, with `--log`; null: where the window has it. */
      readonly dataFolder: string | null;
    }
  | { readonly command: 'models'; readonly what: 'list' | 'verify' }
  | { readonly command: 'models'; readonly what: 'show'; readonly model: ModelId }
);

/** Reads the words after `skiagraph`. Errors: `usage-wrong` with what is wrong. */
export function readOrder(words: readonly string[]): Order {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        pixels: { type: 'boolean', default: false },
        model: { type: 'string' },
        out: { type: 'string' },
        insist: { type: 'boolean', default: false },
        report: { type: 'boolean', default: false },
        log: { type: 'boolean', default: false },
        'data-folder': { type: 'string' },
        lang: { type: 'string', default: 'en' },
        pretty: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new CodedError('usage-wrong', { problem: (error as Error).message.slice(0, 200) });
  }
  const { values, positionals } = parsed;
  if (values.lang !== 'en' && values.lang !== 'zh') throw wrong(`--lang ${values.lang}`);
  const common = { language: values.lang, pretty: values.pretty } as const;
  const [command, ...rest] = positionals;
  if (values.help || command === undefined || command === 'help') return { ...common, command: 'help' };
  if (command === 'describe') {
    return { ...common, command, paths: needed(rest), pixels: values.pixels };
  }
  if (command === 'analyze' || command === 'analyse') {
    if (values.model === undefined) throw wrong('--model');
    return {
      ...common,
      command: 'analyze',
      paths: needed(rest),
      model: modelId(values.model),
      out: values.out ?? null,
      insist: values.insist,
      report: values.report,
      log: values.log,
      dataFolder: values['data-folder'] ?? null,
    };
  }
  if (command === 'models') {
    const [what = 'list', id] = rest;
    if (what === 'list' || what === 'verify') return { ...common, command, what };
    if (what === 'show' && id !== undefined) return { ...common, command, what, model: modelId(id) };
    throw wrong(`models ${what}`);
  }
  throw wrong(command);
}

function needed(paths: string[]): string[] {
  if (paths.length === 0) throw wrong('PATH');
  return paths;
}

function modelId(text: string): ModelId {
  const parsed = ModelId.safeParse(text);
  if (!parsed.success) throw wrong(`--model ${text}`);
  return parsed.data;
}

function wrong(problem: string): CodedError {
  return new CodedError('usage-wrong', { problem });
}
