import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ProviderName, ProviderTrial, Verification } from '../../src-shared/contract/verification.ts';
import type { WeightFile } from '../../src-shared/findings/manifest-fields.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { ActivationMap, AnalysisResult } from '../../src-shared/findings/result.ts';
import type { Affine } from '../../src-shared/imaging/affine.ts';
import type { GateAttributes, PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { MadePicture } from './made-pictures.ts';
import type { GraphReport } from './onnx/check-model.ts';
import type { OfferedProvider } from './providers.ts';

/** A model as the inference process gets it: the file that main chose and what its manifest says. */
export interface ModelOnDisk {
  readonly file: string;
  readonly manifest: ModelManifest;
  /** What stands for its description in results; absent: nobody looked. */
  readonly manifestSha256?: string;
  /** Files beside it that hold its weights; absent: none do. */
  readonly weights?: readonly WeightFile[];
  /** Where it runs; absent: on the CPU. */
  readonly provider?: ProviderName;
  /** The program chose it: where it fails the CPU answers in its place, and the result says so. */
  readonly fallsBack?: true;
  /** Milliseconds that its self-test took there on this machine; absent: none was run. */
  readonly runMs?: number;
}

export type Stage = 'load' | 'read' | 'prepare' | 'run' | 'explain';

/** How a map is made: from the network's own output, or by asking it again about changed pictures. */
export type ExplainMethod = NonNullable<ActivationMap['method']>;

/** Slices in reading order, of one instance or several. */
export interface VolumeInput {
  readonly instances: readonly { readonly instanceId: InstanceId; readonly pixels: PixelDescription }[];
  /** `instance`: index into `instances`. */
  readonly slices: readonly { readonly instance: number; readonly frame: number }[];
  /** Voxel (column, row, slice) to LPS millimetres; null: unknown. */
  readonly affine: Affine | null;
  /** Between slices, rows and columns; null: unknown. */
  readonly spacingMm: readonly [number, number, number] | null;
  /** The slices are films of a patient's studies, the oldest first: each of its own size, and the last is the one asked about. */
  readonly studies?: true;
}

/** What is asked about, and how. */
export interface Question {
  readonly instanceId: InstanceId;
  readonly frame: number;
  readonly pixels: PixelDescription;
  readonly gate: GateAttributes;
  readonly insist: boolean;
  /** For networks that read volumes and sequences, and for outlines of every slice; absent: the one frame. */
  readonly volume?: VolumeInput;
  /** For networks that look around a point, in pixels from the picture's top left corner; absent: the centre. */
  readonly point?: { readonly x: number; readonly y: number };
  /** Of an outlined volume also the probability of every voxel: large files, made where somebody wants them. */
  readonly withProbabilities?: boolean;
  /**
   * False: only the word is wanted, and no picture that comes with it is made, nor the network's own map; absent: all are. A map
   * that was asked for by {@link explain} is part of the word.
   */
  readonly withPictures?: boolean;
  /** Absent: the network's own activation map where it has one. */
  readonly explain?: ExplainMethod;
  /** Nobody asks about these frames again: they are not kept behind the answer, so that a long batch holds no more than a short one. */
  readonly once?: boolean;
  /** Threads that the network runs on, e.g. as many as for the result that is repeated; absent: as many as its process uses. */
  readonly threads?: number;
}

/** A question with the network that is to answer it. */
export interface AskedQuestion extends Question {
  readonly model: ModelOnDisk;
  readonly threads: number;
}

/** A question as it crosses to the process: its model is one that the process was told of, by number. */
export type SentQuestion = Question & { readonly model: ModelNumber; readonly threads: number };

/** What the inference process makes; main adds the versions that only it knows, and keeps the pictures. */
export type AnalysisOutcome = Omit<AnalysisResult, 'versions'> & { onnxruntime: string; pictures: MadePicture[] };

/** Where a running analysis stands; `done` of `of` steps (tiles, slices, changed pictures) of its stage. */
export interface StageProgress {
  readonly stage: Stage;
  readonly done?: number;
  readonly of?: number;
}

/** By which the process knows a model that it was told of. */
export type ModelNumber = number;

/** What main asks of the inference process. It learns ids and pixel attributes, never a name or the path of a picture. */
export type InferenceCalls = {
  /** Takes the port that comes with the call as its line to the reader. */
  connect: { input: Record<string, never>; output: null };
  /** Tells of a model that will be asked: its manifest is long, and a question short (see `ToldModels`). */
  know: { input: { number: ModelNumber; model: ModelOnDisk }; output: null };
  /** Loads a model after its file's hash was found right, and runs it `rounds` times on made-up pixels. */
  load: { input: { model: ModelOnDisk; threads: number; rounds: number }; output: { loadMs: number } };
  /** Wakes a quick network that was loaded before and is about to be asked. */
  wake: { input: { model: ModelOnDisk; threads: number }; output: null };
  /** Reads and prepares pictures that will probably be asked about; what fails is told when they are. */
  'make-ready': { input: { questions: SentQuestion[] }; output: null };
  /** `then`: what will be asked next, read and prepared meanwhile. */
  analyze: {
    input: SentQuestion & { then?: SentQuestion };
    output: AnalysisOutcome;
    progress: StageProgress;
  };
  /** Runs the manifest's synthetic input and compares; rejects with `model-output-invalid` when it disagrees. */
  'self-test': { input: { model: ModelOnDisk; threads: number }; output: { largestDifference: number; runMs: number } };
  /** What a model file is made of. Rejects as `checkModel` does; no runtime sees the file. */
  inspect: { input: { model: ModelOnDisk }; output: GraphReport };
  /** Names of the files beside a model file in which its weights lie, as the file says. No runtime sees it. */
  'weight-files': { input: { model: ModelOnDisk }; output: { names: string[] } };
  /** Checks a model's graph, runs its self-test on the CPU and says which other providers the runtime offers. */
  examine: {
    input: { model: ModelOnDisk; threads: number };
    output: Omit<Verification, 'at' | 'providers'> & { offered: OfferedProvider[] };
  };
  /** Compares another provider with the CPU on a model's self-test input. */
  'try-provider': { input: { model: ModelOnDisk; threads: number; offered: OfferedProvider }; output: ProviderTrial };
  /** Milliseconds of bare `session.run` on the last prepared input, for benchmarks. */
  'raw-run': { input: { model: ModelOnDisk; threads: number; rounds: number }; output: { runMs: number[] } };
};
