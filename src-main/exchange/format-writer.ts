import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { OutputFolder } from './output-folder.ts';

export const EXPORT_FORMATS = ['nifti', 'dicom-seg', 'coco', 'yolo', 'voc', 'png', 'labels', 'nnunet', 'npz'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What a person may choose; formats take what concerns them. */
export interface ExportWishes {
  /** Pictures go along also where the format does not need them. */
  readonly withPictures: boolean;
  /** Names, dates and UIDs stay as they are; otherwise random ids stand in their place. */
  readonly keepIdentity: boolean;
  /** What a model drew and nobody touched counts too. */
  readonly withUntouched: boolean;
  /** Slices of volumes on which nothing is marked go along, in formats of single pictures. */
  readonly emptySlices: boolean;
  /** YOLO: boxes or polygons. */
  readonly yolo: 'boxes' | 'polygons';
  /** npz: side of its square pictures; null: as they are, all of one size. */
  readonly side: number | null;
  /** npz: the field whose answers are the labels; null: the first choice that is asked of items. */
  readonly field: string | null;
}

/** What is known of all items before the first is written. */
export interface ExportFacts {
  readonly items: number;
  /** Each is one picture. */
  readonly single: boolean;
  /** All are of this size; null: they differ. */
  readonly size: { readonly rows: number; readonly columns: number } | null;
  /** Any is in colour. */
  readonly colour: boolean;
  /** Any is drawn to validation or test. */
  readonly split: boolean;
}

/** The pixels of an item, a slice at a time; nothing is kept. */
export interface ItemPixels {
  /** Stored values and their description. Errors: those of the reader. */
  stored(slice: number): Promise<{ readonly frame: Frame; readonly pixels: PixelDescription }>;
  /** As a person sees it first, 8 bits a sample, samples interleaved. */
  shown(slice: number): Promise<Uint8Array>;
}

export interface WriterSetting {
  readonly folder: OutputFolder;
  readonly schema: LabelSchema;
  readonly facts: ExportFacts;
  readonly wishes: ExportWishes;
  /** When it was begun. */
  readonly at: Date;
  readonly version: string;
}

/**
 * Writes labelled items in one format. Items come one after the other; what an item throws leaves no part of it behind, except
 * whole files, and the next one may follow.
 */
export interface FormatWriter {
  /** Throws what the pixels throw, `export-segments-overlap`, `export-answer-missing`, `export-unfit`, … */
  item(item: ExportItem, pixels: ItemPixels): Promise<void>;
  /** Writes what stands for all. */
  finish(): Promise<void>;
}

/** Slices of an item that formats of single pictures take. */
export function pictureSlices(item: ExportItem, isWanted: (slice: number) => boolean): number[] {
  const all = item.slices.map((_, slice) => slice);
  return item.slices.length === 1 ? all : all.filter(isWanted);
}

/** File name, without extension, of one of an item's slices; slices count from 0. */
export function pictureName({ id, slices }: ExportItem, slice: number): string {
  return slices.length === 1 ? id : `${id}-${String(slice).padStart(4, '0')}`;
}

/** Folder of a part of the split, by the names that trainers know. */
export function partFolder({ part }: Pick<ExportItem, 'part'>): 'train' | 'val' | 'test' {
  return part === 'validation' ? 'val' : (part ?? 'train');
}
