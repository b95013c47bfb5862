import { CodedError } from '../../../src-shared/contract/coded.ts';
import { pixelsOfFrame } from '../../../src-shared/imaging/frame-attributes.ts';
import { sampleArray, type Frame } from '../../../src-shared/imaging/frame.ts';
import { compareMasks } from '../compare-masks.ts';
import { traceOf } from '../picture-trace.ts';
import { hashFiles, openLocated } from '../containers/located-file.ts';
import { describeHeaders } from '../describe-file.ts';
import type { OpenImage } from '../image.ts';
import { keyImage } from '../key-image.ts';
import { nowAndThen } from '../now-and-then.ts';
import { summarise } from '../summary.ts';
import { exactBuffer } from './exact-buffer.ts';
import { OpenFiles } from './open-files.ts';
import type { ReaderTasks, Stage, TaskName } from './tasks.ts';

/** How many bytes of files one worker keeps: enough for a cine loop, little beside what decoding takes. */
const OPEN_FILES_BYTES = 64 * 2 ** 20;

type TaskHandlers = {
  readonly [N in TaskName]: (
    input: ReaderTasks[N]['input'],
    stage: (stage: Stage) => void,
  ) => Promise<ReaderTasks[N]['output']>;
};

/** What a worker does, with its own open files. Needs no thread. */
export function taskHandlers(): TaskHandlers {
  const files = new OpenFiles(OPEN_FILES_BYTES);
  return {
    headers: ({ paths }, stage) => describeHeaders(paths, stage),
    hashes: ({ files: some }, stage) => {
      const now = nowAndThen(stage);
      return hashFiles(some, () => now('file'));
    },
    frame: (input, stage) =>
      files.use(input, stage, async (image) => {
        stage('frame');
        const frame = await frameOf(image, input.frame);
        return { ...frame, values: sampleArray(frame.sampleType, exactBuffer(frame.values)) };
      }),
    summary: (input, stage) => files.use(input, stage, (image) => summarise(image, () => stage('frame'))),
    'overlay-mask': (input, stage) =>
      files.use(input, stage, async (image) => {
        stage('frame');
        return exactBuffer((await image.overlayMask?.(input.frame)) ?? new Uint8Array());
      }),
    trace: (input, stage) =>
      files.use(input, stage, async (image) => {
        stage('frame');
        return traceOf(await frameOf(image, input.frame), pixelsOfFrame(image.description.pixels, input.frame));
      }),
    'compare-masks': (input, stage) =>
      files.use(input, stage, (image) => compareMasks(image, input, () => stage('frame'))),
    labels: async ({ path, schema, target }, stage) => {
      stage('file');
      const { source } = await openLocated(path, () => stage('file'));
      try {
        // schemas of labels are loaded with the first file of them
        const { readLabels } = await import('../labels/read-labels.ts');
        return await readLabels(source, schema, target, () => stage('frame'));
      } finally {
        await source.close();
      }
    },
    'key-image': (input, stage) =>
      files.use(input, stage, async (image) => {
        stage('frame');
        const frame = await frameOf(image, input.frame);
        return exactBuffer(
          keyImage(frame, pixelsOfFrame(image.description.pixels, input.frame), input.maxSide, input.map),
        );
      }),
  };
}

/**
 * Decodes one frame as it is shown and analysed. Throws `dicom-frame-count` where there is no such frame,
 * `codec-size-mismatch` where what is there does not fill it, and codec codes.
 */
export async function frameOf(image: OpenImage, index: number): Promise<Frame> {
  if (!(index < image.description.pixels.frames)) throw new CodedError('dicom-frame-count', { frame: index });
  const frame = image.frameOf(await image.stored(index));
  const { rows, columns, samplesPerPixel, values } = frame;
  if (values.length !== rows * columns * samplesPerPixel)
    throw new CodedError('codec-size-mismatch', { rows, columns });
  return frame;
}
