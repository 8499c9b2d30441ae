/** Measures how long the terminal takes to answer, on the one call that needs nothing of it. */

/** Milliseconds for one answer of the health call; undefined where there was none. */
export async function measureLatency(): Promise<number | undefined> {
  const start = performance.now();
  try {
    const response = await fetch('/api/health', { cache: 'no-store' });
    await response.arrayBuffer();
    return response.ok ? performance.now() - start : undefined;
  } catch {
    return undefined;
  }
}
