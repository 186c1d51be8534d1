/** The two IPC channels; the sandboxed preload cannot import them and has them as literals (a test compares). */
export const requestChannel = 'secateur:request';
export const replyChannel = 'secateur:reply';
