export { groupsOf, type LevelBasis, type PruneBasis, weightBitsOf } from './basis.ts';
export {
  type ByteEstimate,
  byteEstimator,
  type EstimateBytes,
  type Extent,
  extentOf,
  type FileSizes,
  type SizePoint,
} from './byte-estimate.ts';
export { type Cut, type CutChoice, carryOut, type Override } from './choice.ts';
export { changed, type History, historyOf, redone, undone } from './history.ts';
export { type SizeLimit, type Slider, sliderOf } from './slider.ts';
