export { connect, type HostConnection } from './connect.ts';
export { isDesktop, pathOfDropped } from './desktop-channel.ts';
export type { ConnectionState } from './studio-channel.ts';
