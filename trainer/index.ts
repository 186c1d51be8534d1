export type { Augmentation } from './augmentation.ts';
export { type Availability, availabilityOf, availableEngines, openEngine } from './engines/availability.ts';
export type { Device } from './engines/device.ts';
export type { Engine, EngineProgram, EngineSession } from './engines/engine.ts';
export type { EngineChoice, EngineName } from './engines/engines.ts';
export { type OnnxEngineOptions, onnxEngine } from './engines/onnx-engine.ts';
export type { Examples } from './example-source.ts';
export type { ClassWeights } from './example-weights.ts';
export { examplesOf, withFeatures } from './examples.ts';
export type { Dropout, Family } from './families/family.ts';
export { families, familyNamed } from './families/index.ts';
export { startingPatience, type TrainingOptions, type TrainingPlan } from './fit-options.ts';
export { type Fit, type FitOptions, fitPosterior } from './fit-posterior.ts';
export type { EpochEvent, EpochRecord } from './history.ts';
export type { Distillation } from './likelihoods/index.ts';
export { availableMemoryBytes } from './memory.ts';
export { networkOutputs } from './network-outputs.ts';
export { layerwiseLogInclusion, makePrior, type Prior, type PriorOptions } from './priors.ts';
export { metricsOf, type Score, score } from './score.ts';
export { taylorScores } from './taylor-scores.ts';
export {
  type DenseOptions,
  fineTune,
  randomNetwork,
  type TrainedNetwork,
  trainDense,
  type WeightOptions,
} from './train-network.ts';
