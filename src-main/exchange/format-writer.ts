import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { ExportWishes } from '../../src-shared/annotation/export-wishes.ts';
import type { LabelSchema } from '../../src-shared/annotation/label-schema.ts';
import type { Frame } from '../../src-shared/imaging/frame.ts';
import type { PixelDescription } from '../../src-shared/imaging/instance.ts';
import type { ExportFacts } from '../caselog/index.ts';
import type { OutputFolder } from './output-folder.ts';

export type { ExportFacts } from '../caselog/index.ts';

/** The pixels of an item, a slice at a time; nothing is kept. */
export interface ItemPixels {
  /** Stored values and their description. Errors: those of the reader. */
  stored(slice: number): Promise<{ readonly frame: Frame; readonly pixels: PixelDescription }>;
  /** SHA-256 over the stored values of all slices, little-endian; null: they can't be read. */
  sha256(): Promise<string | null>;
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
