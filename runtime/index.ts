export type * from './answers-compared.ts';
export { chosenBrowser } from './browsers/choose-browser.ts';
export { type FoundBrowser, findBrowsers } from './browsers/find-browsers.ts';
export {
  type ComparedFigure,
  type Comparison,
  comparedFigures,
  compareProfiles,
  type Doubt,
  type Verdict,
} from './compare.ts';
export type { DownloadOptions } from './download/download-options.ts';
export type { IsolateOptions } from './isolate/isolated-runtime.ts';
export type { ModelProcess, StartProcess } from './isolate/spawn.ts';
export { load, type NodeLoadOptions } from './load.ts';
export type * from './model/contract.ts';
export type { DownloadReport } from './model/download-report.ts';
export type * from './model/profile.ts';
export { deviceNames, type ProviderFacts, providers } from './model/providers.ts';
export type { ModelMetadata } from './model-file/metadata.ts';
export { modelAtWidth } from './model-file/narrow-model.ts';
export { reachableAddresses } from './pages/addresses.ts';
export { outputsOf } from './predict/outputs.ts';
export { typedData } from './predict/typed-data.ts';
export { compressedSizes } from './profiler/compressed-sizes.ts';
export { madeUpFeeds } from './profiler/made-up-feeds.ts';
export {
  type OperatorOptions,
  type OperatorTime,
  type OperatorTimes,
  operatorTimes,
} from './profiler/operator-times.ts';
export type { RemoteLink, RemoteOptions } from './profiler/places/remote-place.ts';
export { profile } from './profiler/profile-models.ts';
export type { MeasuredRound, ProfileOptions } from './profiler/profile-options.ts';
export { parseScenario, type Scenario } from './profiler/round/scenario.ts';
export { parseTargets, targetNameOf } from './profiler/targets.ts';
export { answerNotes } from './report/answer-notes.ts';
export { compareModels } from './report/compare-models.ts';
export { doubtNote } from './report/doubt-note.ts';
export { floorNotes } from './report/floor-notes.ts';
export { headlineOf, leadOf } from './report/headline.ts';
export { renderHtml } from './report/html.ts';
export { renderMarkdown } from './report/markdown.ts';
export { comparisonTable } from './report/measures.ts';
export { noiseNotes } from './report/noise-notes.ts';
export { parseReport } from './report/read-report.ts';
export {
  describeRecorded,
  type Percentile,
  predictLatency,
  type RecordedDevice,
  recordedDevice,
} from './report/recorded-device.ts';
export * from './report/report.ts';
export { formatTable } from './report/table.ts';
export { type Floor, type FloorPoint, floorOf, floorPoints, gainLeft } from './statistics/floor.ts';
export { latencyOf } from './statistics/latency.ts';
export { type Noise, noiseOf, tolerableUnevenness } from './statistics/noise.ts';
