export { groupsOf, type LevelBasis, type PruneBasis, weightBitsOf } from './basis.ts';
export { type Between, betweenPoints, type MeasuredPoint } from './between-points.ts';
export {
  type ByteEstimate,
  byteEstimator,
  type EstimateBytes,
  type Extent,
  extentOf,
  type FileSizes,
  type SizePoint,
} from './byte-estimate.ts';
export { changesOf, type LevelChange } from './changes.ts';
export { type Cut, type CutChoice, carryOut, type Override } from './choice.ts';
export { type CutFigures, figuresOf } from './figures.ts';
export { changed, type History, historyOf, redone, undone } from './history.ts';
export { fitLatency, type LatencyFit, type LatencyPoint, predictLatency } from './latency-fit.ts';
export { type SizeLimit, type Slider, sliderOf } from './slider.ts';
