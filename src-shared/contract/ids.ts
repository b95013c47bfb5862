import { z } from '../schema.ts';
import { LONGEST_MODEL_ID, MODEL_ID } from './model-id.ts';

/**
 * Identifiers of case-log rows as they cross between page and main: positive integers, branded so that a series can't be
 * passed where a case is meant. The page never sees a path; these are all it has.
 */
const rowId = z.number().int().positive();

export const CaseId = rowId.brand<'CaseId'>();
export const SeriesId = rowId.brand<'SeriesId'>();
export const InstanceId = rowId.brand<'InstanceId'>();
export const ResultId = rowId.brand<'ResultId'>();
export const JudgementId = rowId.brand<'JudgementId'>();
export const ReportId = rowId.brand<'ReportId'>();
export const ProfileId = rowId.brand<'ProfileId'>();
export const DatasetId = rowId.brand<'DatasetId'>();
/** What is labelled: a stack or a single picture of a dataset. */
export const ItemId = rowId.brand<'ItemId'>();
export const LabellingId = rowId.brand<'LabellingId'>();
/** A running import or analysis. Lives as long as the program runs, never in the log. */
export const JobId = rowId.brand<'JobId'>();
export const ModelId = z.string().regex(MODEL_ID, 'word-name').max(LONGEST_MODEL_ID).brand<'ModelId'>();

export type CaseId = z.infer<typeof CaseId>;
export type SeriesId = z.infer<typeof SeriesId>;
export type InstanceId = z.infer<typeof InstanceId>;
export type ResultId = z.infer<typeof ResultId>;
export type JudgementId = z.infer<typeof JudgementId>;
export type ReportId = z.infer<typeof ReportId>;
export type ProfileId = z.infer<typeof ProfileId>;
export type DatasetId = z.infer<typeof DatasetId>;
export type ItemId = z.infer<typeof ItemId>;
export type LabellingId = z.infer<typeof LabellingId>;
export type JobId = z.infer<typeof JobId>;
export type ModelId = z.infer<typeof ModelId>;
