import { parseArgs } from 'node:util';
import { CodedError } from '../../src-shared/contract/coded.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../src-shared/annotation/export-formats.ts';
import type { ModelId } from '../../src-shared/contract/ids.ts';
import { isModelId } from '../../src-shared/contract/model-id.ts';
import type { Language } from '../../src-shared/findings/report.ts';
import type { ExplainMethod } from '../inference/index.ts';

/** What a person asked of the command line. */
export type Order = { readonly language: Language; readonly pretty: boolean } & (
  | { readonly command: 'help' }
  | { readonly command: 'describe'; readonly paths: string[]; readonly pixels: boolean }
  | {
      readonly command: 'analyze';
      readonly paths: string[];
      readonly model: ModelId;
      /** Undefined: the newest. */
      readonly version?: string | undefined;
      readonly out: string | null;
      /** What a network that looks around a point is asked about, in pixels from the top left; null: the centre. */
      readonly point: { readonly x: number; readonly y: number } | null;
      /** Null: the network's own map, where it has one. */
      readonly explain: ExplainMethod | null;
      readonly insist: boolean;
      readonly report: boolean;
      readonly log: boolean;
      /** Where the case log and the user's models are; null: where the window has them. */
      readonly dataFolder: string | null;
    }
  | {
      readonly command: 'evaluate';
      readonly paths: string[];
      readonly labels: string;
      readonly map: string;
      readonly model: ModelId;
      readonly version?: string | undefined;
      /** How common the positive is where the network will be used, 0–1; null: as in the sample. */
      readonly prevalence: number | null;
      /** Value of true masks that is neither inside nor outside; null: none. */
      readonly ignored: number | null;
      readonly out: string | null;
    }
  /** A file with the lines that `analyze` wrote. */
  | { readonly command: 'repeat'; readonly results: string }
  | {
      readonly command: 'export';
      /** Name or number. */
      readonly dataset: string;
      readonly format: ExportFormat;
      readonly out: string;
      readonly withPictures: boolean;
      readonly keepIdentity: boolean;
      readonly unfinished: boolean;
      readonly side: number | null;
      readonly yolo: 'boxes' | 'polygons';
      readonly dataFolder: string | null;
    }
  | {
      readonly command: 'import';
      readonly dataset: string;
      readonly paths: string[];
      readonly dataFolder: string | null;
    }
  | { readonly command: 'models'; readonly what: 'list' }
  /** Without a model: all of them. */
  | { readonly command: 'models'; readonly what: 'verify'; readonly model: WantedModel | null }
  | { readonly command: 'models'; readonly what: 'show' | 'remove'; readonly model: WantedModel }
  | { readonly command: 'models'; readonly what: 'install'; readonly folder: string }
);

/** A model as people name it: `chest-xr-pneumonia`, or `chest-xr-pneumonia@1.0.0` for exactly that version. */
export interface WantedModel {
  readonly id: ModelId;
  readonly version: string | undefined;
}

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
        labels: { type: 'string' },
        map: { type: 'string', default: '' },
        prevalence: { type: 'string' },
        ignore: { type: 'string' },
        out: { type: 'string' },
        point: { type: 'string' },
        explain: { type: 'string' },
        format: { type: 'string' },
        pictures: { type: 'boolean', default: false },
        identity: { type: 'boolean', default: false },
        unfinished: { type: 'boolean', default: false },
        side: { type: 'string' },
        shapes: { type: 'string', default: 'polygons' },
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
    // Node's own words are English and long; the option stands in quotation marks
    const [, option = ''] = /'(-[^']*)'/.exec((error as Error).message) ?? [];
    throw wrong(option.slice(0, 200));
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
    const wanted = wantedModel(values.model);
    return {
      ...common,
      command: 'analyze',
      paths: needed(rest),
      model: wanted.id,
      version: wanted.version,
      out: values.out ?? null,
      point: values.point === undefined ? null : pointOf(values.point),
      explain: values.explain === undefined ? null : methodOf(values.explain),
      insist: values.insist,
      report: values.report,
      log: values.log,
      dataFolder: values['data-folder'] ?? null,
    };
  }
  if (command === 'evaluate') {
    if (values.model === undefined) throw wrong('--model');
    if (values.labels === undefined) throw wrong('--labels');
    const wanted = wantedModel(values.model);
    return {
      ...common,
      command,
      paths: needed(rest),
      labels: values.labels,
      map: values.map,
      model: wanted.id,
      version: wanted.version,
      prevalence: values.prevalence === undefined ? null : shareOf(values.prevalence),
      ignored: values.ignore === undefined ? null : maskValueOf(values.ignore),
      out: values.out ?? null,
    };
  }
  if (command === 'repeat') {
    const [results, surplus] = rest;
    if (results === undefined || surplus !== undefined) throw wrong('repeat RESULTS');
    return { ...common, command, results };
  }
  if (command === 'export' || command === 'import') {
    const [dataset, ...paths] = rest;
    if (dataset === undefined) throw wrong('DATASET');
    const dataFolder = values['data-folder'] ?? null;
    if (command === 'import') return { ...common, command, dataset, paths: needed(paths), dataFolder };
    const format = EXPORT_FORMATS.find((each) => each === values.format);
    if (!format) throw wrong(`--format ${values.format ?? ''}`);
    if (values.out === undefined) throw wrong('--out');
    if (paths[0] !== undefined) throw wrong(paths[0]);
    const yolo = values.shapes;
    if (yolo !== 'boxes' && yolo !== 'polygons') throw wrong(`--shapes ${yolo}`);
    return {
      ...common,
      command,
      dataset,
      format,
      out: values.out,
      withPictures: values.pictures,
      keepIdentity: values.identity,
      unfinished: values.unfinished,
      side: values.side === undefined ? null : sideOf(values.side),
      yolo,
      dataFolder,
    };
  }
  if (command === 'models') {
    const [what = 'list', which, surplus] = rest;
    if (surplus !== undefined) throw wrong(surplus);
    if (what === 'list' && which === undefined) return { ...common, command, what };
    if (what === 'verify') return { ...common, command, what, model: which === undefined ? null : wantedModel(which) };
    if ((what === 'show' || what === 'remove') && which !== undefined) {
      return { ...common, command, what, model: wantedModel(which) };
    }
    if (what === 'install' && which !== undefined) return { ...common, command, what, folder: which };
    throw wrong(which === undefined ? `models ${what}` : `models ${what} ${which}`);
  }
  throw wrong(command);
}

const METHODS: readonly ExplainMethod[] = ['activation', 'occlusion', 'rise', 'lime'];

function methodOf(text: string): ExplainMethod {
  const method = METHODS.find((each) => each === text);
  if (!method) throw wrong(`--explain ${text}`);
  return method;
}

function pointOf(text: string): { x: number; y: number } {
  const [x, y, more] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (x === undefined || y === undefined || more !== undefined || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw wrong(`--point ${text}`);
  }
  return { x, y };
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share > 0 && share < 1)) throw wrong(`--prevalence ${text}`);
  return share;
}

function maskValueOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value)) throw wrong(`--ignore ${text}`);
  return value;
}

function sideOf(text: string): number {
  const side = Number(text);
  if (!Number.isInteger(side) || side < 8 || side > 4096) throw wrong(`--side ${text}`);
  return side;
}

function needed(paths: string[]): string[] {
  if (paths.length === 0) throw wrong('PATH');
  return paths;
}

function wantedModel(text: string): WantedModel {
  const [id, version, more] = text.split('@');
  const knows = version === undefined || /^\d+\.\d+\.\d+$/.test(version);
  if (!isModelId(id) || !knows || more !== undefined) throw wrong(`model ${text}`);
  return { id, version };
}

function wrong(problem: string): CodedError {
  return new CodedError('usage-wrong', { problem });
}
