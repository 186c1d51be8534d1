export { decodeModel, encodeModel } from './codec.ts';
export { modelUpTo, withWeights } from './edit.ts';
export { type LowerOptions, lowerGraph, writtenIrVersion, writtenOpset } from './lower.ts';
export { lowerLoop, recordName, type StepGraph, stateOutput, stepsName } from './lower-loop.ts';
export * from './model.ts';
export { type NonFiniteInitializer, nonFiniteInitializers } from './non-finite.ts';
export { type ModelSummary, summarize } from './summary.ts';
export { floatTensor, int64Tensor, type TensorValues, valuesOf } from './tensor-values.ts';
export { unknownOperators, validateModel } from './validate.ts';
