export { Datasets } from './datasets.ts';
export { Profiles } from './profiles.ts';
