export { connect, type HostConnection } from './connect.ts';
export type { ConnectionState } from './studio-channel.ts';
