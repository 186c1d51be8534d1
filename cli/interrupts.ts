/** How long the work may take to end by itself after the first signal. */
const patienceMs = 5000;

/** The first Ctrl-C (or SIGTERM, or a closed terminal) asks the work to stop through the signal; a second one, or patience, ends the process. */
export function listenForInterrupts(): { readonly signal: AbortSignal } {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) endNow(name);
      controller.abort();
      setTimeout(() => endNow(name), patienceMs).unref();
    });
  }
  // Listened to, a write beyond `ulimit -f` fails like one on a full disk; otherwise it would end the process.
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined);
  return { signal: controller.signal };
}

/** As if nobody listened: `process.exit` would run into native code that is still at work in another thread. */
function endNow(name: NodeJS.Signals): void {
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
