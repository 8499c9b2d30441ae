/** When a command that goes on by itself is to end: by a signal, or because whoever started it is gone. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** One Ctrl-C reaches a process several times: from the terminal, from npm, from the Node that stood aside. */
const sameMs = 1000;
/** An end that takes longer than this has failed. */
const patienceMs = 10_000;

/** Resolves at the first signal. A later one, or an end that does not come, ends the process at once. */
export function waitForStop(): Promise<void> {
  const stop = Promise.withResolvers<void>();
  let since: number | undefined;
  const begin = () => {
    if (since === undefined) {
      since = performance.now();
      setTimeout(() => process.exit(1), patienceMs).unref();
      stop.resolve();
    } else if (performance.now() - since > sameMs) process.exit(1);
  };
  for (const signal of signals) process.on(signal, begin);
  process.on('disconnect', begin);
  process.channel?.unref();
  return stop.promise;
}
