export { type Calibration, calibration, calibrationMetrics } from './calibration.ts';
export type { Augmentation } from './data/augmentation.ts';
export type { Examples } from './data/example-source.ts';
export type { ClassWeights } from './data/example-weights.ts';
export { examplesOf, withFeatures } from './data/examples.ts';
export { type Features, networkOutputs } from './data/network-outputs.ts';
export { type Availability, availabilityOf, availableEngines, openEngine } from './engines/availability.ts';
export type { Device } from './engines/device.ts';
export type { Engine, EngineProgram, EngineSession } from './engines/engine.ts';
export type { EngineChoice, EngineName } from './engines/engines.ts';
export { type OnnxEngineOptions, onnxEngine } from './engines/onnx-engine.ts';
export type { Dropout, Family } from './families/family.ts';
export { families, familyNamed } from './families/index.ts';
export { sizedSlabTempering, startingPatience, type TrainingOptions, type TrainingPlan } from './fit-options.ts';
export { type Fit, type FitOptions, fitPosterior } from './fit-posterior.ts';
export type { Distillation } from './likelihoods/index.ts';
export type { EpochEvent, EpochRecord, OnEpoch } from './loop/history.ts';
export { availableMemoryBytes } from './memory.ts';
export { layerwiseLogInclusion, makePrior, type Prior, type PriorOptions } from './priors/priors.ts';
export { logDensities, metricsOf, type Score, score } from './score.ts';
export type { Prefix } from './step/prefixes.ts';
export { taylorScores } from './taylor-scores.ts';
export {
  type DenseOptions,
  type FineTuneOptions,
  fineTune,
  randomNetwork,
  type TrainedNetwork,
  trainDense,
  type WeightOptions,
} from './train-network.ts';
