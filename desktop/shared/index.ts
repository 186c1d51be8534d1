export { type Channel, createApi, createClient } from './client.ts';
export { type Api, type Contract, contract, type Handlers, type OperationName } from './contract.ts';
export { createEventHistory, type EventHistory } from './event-history.ts';
export type { Job, JobEvent, JobKind, JobOf, JobUpdate } from './job.ts';
export type { JobKinds } from './job-kinds.ts';
export { messageLimits, parseRequest, type Reply, type Request } from './messages.ts';
export type {
  ApiOf,
  CallOptions,
  HandlersOf,
  Operation,
  Operations,
  ParamsOf,
  ResultOf,
  UpdateOf,
} from './operation.ts';
export type { AlignedNode, AlignedNodes, AnswersPicture, ComparisonPicture, NodeChange } from './operations/compare.ts';
export {
  type DocumentKind,
  documentKinds,
  type HostState,
  handedOutId,
  type NamedFile,
  type OpenDocument,
  type RecentFile,
} from './operations/files.ts';
export type * from './operations/model-picture.ts';
export type { NamedData } from './operations/named-data.ts';
export type * from './operations/posterior-picture.ts';
export type { OperatorTime, ProfilingChoices } from './operations/profiling.ts';
export type * from './operations/profiling-events.ts';
export type { ExportStorage, KnownCurve, MeasuredLatency } from './operations/prune.ts';
export type * from './operations/report-picture.ts';
export { type TrainingChoices, type TrainingOffer, type TrainingRun, trainingChoices } from './operations/training.ts';
export type { PixelRange, TryAnswer, TryAnswers, TryOffer } from './operations/try.ts';
export {
  type MenuItemName,
  type ViewName,
  viewTitles,
  type WindowCommand,
  type windowOperations,
} from './operations/window.ts';
export * from './prune/index.ts';
export {
  closeCodes,
  type Hello,
  parseHello,
  socketPath,
  type Welcome,
} from './studio-messages.ts';
export * from './try/index.ts';
export { type DecodeLimits, decodeMessage, encodeMessage } from './wire/index.ts';
