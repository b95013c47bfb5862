export {
  evaluatedLabels,
  evaluatePictures,
  type EvaluatedPictures,
  type EvaluationOrder,
  type EvaluationRooms,
} from './evaluate-pictures.ts';
export { figuresInThread } from './figures-thread.ts';
export { readLabelFile } from './label-file.ts';
