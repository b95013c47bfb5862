import type { ExportItem } from '../../src-shared/annotation/export-item.ts';
import type { Coded } from '../../src-shared/contract/coded.ts';
import type { ExportOrder, ExportSummary } from './dataset-export.ts';

/** What main asks of the exchange process: one export at a time, item by item. Paths come from main only. */
export type ExchangeCalls = {
  /** Takes the port that comes with the call as the line to the reader. */
  connect: { input: Record<string, never>; output: null };
  /** As `DatasetExport.begin`; one that runs is abandoned. */
  begin: { input: ExportOrder; output: null };
  /** As `DatasetExport.item`. */
  item: { input: { item: ExportItem }; output: { reason: Coded | null } };
  finish: { input: Record<string, never>; output: ExportSummary };
  abandon: { input: Record<string, never>; output: null };
};
