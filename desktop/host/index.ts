export { type Connection, createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export { demoFolder, demoSamples } from './documents/demo-samples.ts';
export type { Host } from './host.ts';
export { pageHeaders, pageHeadersWith } from './page-headers.ts';
export { type HostOptions, type RunningHost, startHost } from './start-host.ts';
export { stateFolder } from './state/state-folder.ts';
export { readStaticFiles, type StaticFile } from './static-files.ts';
export { type Child, childModule, forkChild, type Spawn } from './work/child.ts';
