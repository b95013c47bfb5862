import type { InstanceId } from '../../src-shared/contract/ids.ts';
import type { ModelManifest } from '../../src-shared/findings/manifest.ts';
import type { AnalysisResult } from '../../src-shared/findings/result.ts';
import type { GateAttributes, PixelDescription } from '../../src-shared/imaging/instance.ts';

/** A model as the inference process gets it: the file that main chose and what its manifest says. */
export interface ModelOnDisk {
  readonly file: string;
  readonly manifest: ModelManifest;
}

export type Stage = 'load' | 'read' | 'prepare' | 'run' | 'explain';

/** What the inference process makes; main adds the versions that only it knows. */
export type AnalysisOutcome = Omit<AnalysisResult, 'versions'> & { onnxruntime: string };

/** What main asks of the inference process. It learns ids and pixel attributes, never a name or the path of a picture. */
export type InferenceCalls = {
  /** Takes the port that comes with the call as its line to the reader. */
  connect: { input: Record<string, never>; output: null };
  /** Loads a model after its file's hash was found right, and runs it `rounds` times on made-up pixels. */
  load: { input: { model: ModelOnDisk; threads: number; rounds: number }; output: { loadMs: number } };
  /** Reads frames that will probably be asked about; one that can't be read is told when it is. */
  'read-ahead': { input: { frames: { instanceId: InstanceId; frame: number }[] }; output: null };
  analyze: {
    input: {
      model: ModelOnDisk;
      threads: number;
      instanceId: InstanceId;
      frame: number;
      pixels: PixelDescription;
      gate: GateAttributes;
      insist: boolean;
    };
    output: AnalysisOutcome;
    progress: { stage: Stage };
  };
  /** Runs the manifest's synthetic input and compares; rejects with `model-output-invalid` when it disagrees. */
  'self-test': { input: { model: ModelOnDisk; threads: number }; output: { largestDifference: number; runMs: number } };
  /** Milliseconds of bare `session.run` on the last prepared input, for benchmarks. */
  'raw-run': { input: { model: ModelOnDisk; threads: number; rounds: number }; output: { runMs: number[] } };
};
