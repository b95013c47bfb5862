import { createHash } from 'node:crypto';
import type { ExportFormat } from '../../src-shared/annotation/export-formats.ts';
import type { ExportWishes } from '../../src-shared/annotation/export-wishes.ts';
import type { ExportItem, ModelHelp } from '../../src-shared/annotation/export-item.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import { withoutIdentity } from '../../src-shared/annotation/without-identity.ts';
import { CodedError, toCoded, type Coded } from '../../src-shared/contract/coded.ts';
import type { InstanceId } from '../../src-shared/contract/ids.ts';
import { pixelsOfFrame } from '../../src-shared/imaging/frame-attributes.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import { presentationOf } from '../../src-shared/imaging/presentation.ts';
import { cocoFolder } from './coco-folder.ts';
import type { ExportFacts, FormatWriter, ItemPixels, WriterSetting } from './format-writer.ts';
import { freshUid } from './fresh-uid.ts';
import { labelFiles } from './label-files.ts';
import { secretsOf } from './leak-search.ts';
import { niftiMasks } from './nifti-masks.ts';
import { nnunetFolder } from './nnunet-folder.ts';
import { npzFile } from './npz-file.ts';
import { OutputFolder } from './output-folder.ts';
import { pngMasks } from './png-masks.ts';
import { segmentationFiles } from './segmentation-files.ts';
import { vocFolder } from './voc-folder.ts';
import { yoloFolder } from './yolo-folder.ts';

const WRITERS: Readonly<Record<ExportFormat, (setting: WriterSetting) => FormatWriter | Promise<FormatWriter>>> = {
  nifti: niftiMasks,
  'dicom-seg': segmentationFiles,
  coco: cocoFolder,
  yolo: yoloFolder,
  voc: vocFolder,
  png: pngMasks,
  labels: labelFiles,
  nnunet: nnunetFolder,
  npz: npzFile,
};
/** So many items that were left out are named in the manifest. */
const MOST_NAMED = 1000;

/** An export as main asks for it. */
export interface ExportOrder {
  readonly format: ExportFormat;
  /** Absolute; nothing lies there yet. */
  readonly folder: string;
  readonly schema: LabelSchema;
  readonly facts: ExportFacts;
  readonly wishes: ExportWishes;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Of the program. */
  readonly version: string;
  /** Who exports; null: nobody is signed in. */
  readonly by: string | null;
  readonly dataset: string;
}

/** Decoded frames by the ids that main granted. */
export interface FrameSource {
  frame(instanceId: InstanceId, frame: number): Promise<Frame>;
}

/** What an export came to. */
export interface ExportSummary {
  readonly items: number;
  readonly files: number;
  readonly bytes: number;
  /** Items that were left out, by their random ids. */
  readonly failed: readonly { readonly item: string; readonly reason: Coded }[];
}

/**
 * An export that runs: items come one after the other and are written at once, so that memory does not grow with their number. Without
 * identity unless it is to be kept; then every piece is searched for it as well, and a find ends the export and removes all of it.
 */
export class DatasetExport {
  readonly #order: ExportOrder;
  readonly #folder: OutputFolder;
  readonly #writer: FormatWriter;
  readonly #frames: FrameSource;
  readonly #uids = new Map<string, string>();
  readonly #readers = new Map<string, string>();
  readonly #models = new Map<string, ModelHelp & { items: number }>();
  readonly #failed: { item: string; reason: Coded }[] = [];
  #items = 0;

  private constructor(order: ExportOrder, folder: OutputFolder, writer: FormatWriter, frames: FrameSource) {
    this.#order = order;
    this.#folder = folder;
    this.#writer = writer;
    this.#frames = frames;
  }

  /** Errors: `export-folder-not-empty`, `export-unfit`, `export-sizes-differ`, `output-unwritable`, `disk-full`. */
  static async begin(order: ExportOrder, frames: FrameSource): Promise<DatasetExport> {
    const folder = await OutputFolder.create(order.folder);
    try {
      const { schema, facts, wishes, version } = order;
      const writer = await WRITERS[order.format]({ folder, schema, facts, wishes, version, at: new Date(order.at) });
      return new DatasetExport(order, folder, writer, frames);
    } catch (error) {
      await folder.abandon();
      throw error;
    }
  }

  /**
   * Writes an item. Answers why it was left out, or null; the others go on. What concerns the whole export is thrown, and the export is
   * over then: `deid-leak`, `disk-full`, `output-unwritable`, `reader-crashed`.
   */
  async item(item: ExportItem): Promise<Coded | null> {
    const { keepIdentity } = this.#order.wishes;
    const { identity, name, seriesUid, frameOfReferenceUid, instances } = item;
    const uids = instances.map(({ instanceUid }) => instanceUid);
    if (!keepIdentity) {
      this.#folder.guard(secretsOf(identity, [name, seriesUid, frameOfReferenceUid, ...uids]));
    }
    const before = this.#folder.files.length;
    try {
      await this.#writer.item(keepIdentity ? item : withoutIdentity(item, this.#names()), this.#pixelsOf(item));
    } catch (error) {
      const reason = toCoded(error);
      if (FATAL.has(reason.code)) {
        await this.abandon();
        throw error;
      }
      await this.#folder.takeBack(before);
      this.#failed.push({ item: item.id, reason });
      return reason;
    }
    this.#items += 1;
    for (const model of item.models) {
      const key = `${model.modelId}@${model.version}`;
      const known = this.#models.get(key);
      const touched = model.touched && (known?.touched ?? true);
      this.#models.set(key, { ...model, touched, items: (known?.items ?? 0) + 1 });
    }
    return null;
  }

  /** Ends it: what stands for all, the manifest, the folder's name. Errors: `export-nothing`, those of the disk. */
  async finish(): Promise<ExportSummary> {
    try {
      if (this.#items === 0)
        throw new CodedError(this.#failed[0]?.reason.code ?? 'export-nothing', this.#failed[0]?.reason.details);
      this.#folder.guard(null);
      await this.#writer.finish();
      const { format, schema, wishes, at, version, by, dataset } = this.#order;
      await this.#folder.finish({
        program: { name: 'Skiagraph', version },
        exportedAt: new Date(at).toISOString(),
        exportedBy: by,
        signedIn: by !== null,
        ...(wishes.keepIdentity ? { dataset } : {}),
        format,
        schema: { key: schema.key, version: schema.version },
        identity: wishes.keepIdentity ? 'kept' : 'removed',
        items: this.#items,
        modelHelp: [...this.#models.values()],
        leftOut: this.#failed.slice(0, MOST_NAMED),
        leftOutCount: this.#failed.length,
        wishes,
      });
    } catch (error) {
      await this.abandon();
      throw error;
    }
    const { files } = this.#folder;
    return {
      items: this.#items,
      files: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      failed: this.#failed.slice(0, MOST_NAMED),
    };
  }

  /** Stops it and removes what was written. */
  async abandon(): Promise<void> {
    await this.#folder.abandon();
  }

  #names() {
    return {
      uid: (uid: string) => {
        const known = this.#uids.get(uid) ?? freshUid();
        this.#uids.set(uid, known);
        return known;
      },
      reader: (name: string) => {
        const known = this.#readers.get(name) ?? `reader-${this.#readers.size + 1}`;
        this.#readers.set(name, known);
        return known;
      },
    };
  }

  #pixelsOf(item: ExportItem): ItemPixels {
    const stored = async (slice: number) => {
      const place = item.slices[slice];
      const instance = place && item.instances[place.instance];
      if (!instance) throw new CodedError('call-malformed', { field: 'slice' });
      const frame = await this.#frames.frame(instance.instanceId, place.frame);
      const { rows, columns, samplesPerPixel } = frame;
      if (rows !== item.rows || columns !== item.columns || samplesPerPixel !== item.samplesPerPixel) {
        throw new CodedError('source-changed');
      }
      return { frame, pixels: pixelsOfFrame(instance.pixels, place.frame) };
    };
    return {
      stored,
      sha256: async () => {
        const hash = createHash('sha256');
        try {
          for (const slice of item.slices.keys()) {
            const { values } = (await stored(slice)).frame;
            hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
          }
        } catch (error) {
          // labels whose picture is gone are labels nevertheless
          if (error instanceof CodedError && !FATAL.has(error.code)) return null;
          throw error;
        }
        return hash.digest('hex');
      },
      shown: async (slice) => {
        const { frame, pixels } = await stored(slice);
        const seen = presentationOf(frame.values, pixels);
        const bytes = new Uint8Array(seen.length);
        // not Uint8Array.from: it asks an iterator for every pixel
        for (let i = 0; i < bytes.length; i++) bytes[i] = Math.round(seen[i] as number);
        return bytes;
      },
    };
  }
}

/** What ends an export rather than leaving an item out. */
const FATAL: ReadonlySet<string> = new Set([
  'deid-leak',
  'disk-full',
  'output-unwritable',
  'internal-error',
  'call-malformed',
]);
