export { type Api, type Contract, contract, type Handlers, type OperationName } from './contract.ts';
export type { Reply, Request } from './messages.ts';
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
export type { DocumentKind, HostState, OpenDocument } from './operations/files.ts';
