/**
 * What the command line and the desktop share beyond what `import 'secateur'` offers: their options, which checks come before
 * the work, and whole commands as functions. No entry of the package, so it may change with them.
 */
export { type AnsweringData, answeringData } from './answers/answering-data.ts';
export { type AskingOptions, answersOf } from './answers/answers-of.ts';
export { type Asked, askModel, askModels, withAnswers } from './answers/ask-models.ts';
export { compareAnswers } from './answers/compare-answers.ts';
export { latencyOf } from './cuts/latency-of.ts';
export { planAlong } from './cuts/plan-along.ts';
export { parseTradeOff } from './cuts/trade-off-file.ts';
export { type DataOptions, filesOf, loadData } from './data-options.ts';
export { type EngineOptions, engineOf } from './engine-options.ts';
export { fineTuneBy } from './export/cut-and-tune.ts';
export { firstGiven, trainingOptions } from './export/fine-tune-options.ts';
export { renderUntuned } from './export/render.ts';
export { checkRuleOptions, type RuleOptions } from './export/rule-options.ts';
export { loadSameData } from './export/same-data.ts';
export { teachersOf } from './export/teachers.ts';
export { type WidthOptions, widthsAsked } from './export/width-options.ts';
export { checkHasFloor } from './floor/measure-floor.ts';
export { sizeOfModel } from './model-size.ts';
export { checkFolderWritable, checkWritable } from './output-path.ts';
export { profilesOfModel, readDeviceProfiles } from './package/device-profiles.ts';
export { checkPlace, checkPlaceOptions, type PlaceOptions } from './package/place-options.ts';
export { givenRows } from './profile/given-rows.ts';
export { type ProfilingOptions, profileFiles } from './profile/profile-files.ts';
export { environment, reportOf } from './profile/profile-report.ts';
export { predictOthers } from './run/predict-others.ts';
export { type SaidByCard, saidByCard } from './run/said-by-card.ts';
export { labelsOf, shareEqual, targetsOf } from './scores/score-model.ts';
export { parsePixelScale } from './shrink/feeds/pixel-scales.ts';
export { rehearseShrink, type ShrinkRehearsal } from './shrink/rehearse-shrink.ts';
export {
  type CheckpointPaths,
  checkpointPaths,
  existingCheckpoint,
  refuseForgottenCheckpoint,
} from './train/checkpoints.ts';
export type { ClassWeightsOption } from './train/class-weights.ts';
export type { HeldOut } from './train/held-out.ts';
export { rehearse } from './train/rehearse.ts';
export type { TrainOptions } from './train/train-options.ts';
export {
  checkTrainingOutput,
  type PreparedTraining,
  prepareTraining,
  runTraining,
  type TrainingResult,
  trainingInputs,
} from './train/train-posterior.ts';
