export { Agreement } from './agreement.ts';
export { Checks } from './checks.ts';
export { casesOfTable, readDatasetTable, type DatasetTable } from './dataset-table.ts';
export { Datasets } from './datasets.ts';
export { shippedSchemas } from './shipped-schemas.ts';
export { Profiles } from './profiles.ts';
