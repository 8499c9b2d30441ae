/** A reporter for node:test: one line of JSON for each test that ended, nothing else. */

import type { TestEvent } from 'node:test/reporters';

// biome-ignore lint/style/noDefaultExport: node:test takes a reporter from there
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { name, file, nesting, details, skip, todo } = data;
    const error = type === 'test:fail' ? toText(data.details.error) : undefined;
    // A file is reported as a test of its own, and a suite after all that is in it.
    if (details.type === 'suite' || (nesting === 0 && name === file && error === undefined)) continue;
    const isLeftOut = skip !== undefined || todo !== undefined;
    yield `${JSON.stringify({ name, file, ok: type === 'test:pass', skipped: isLeftOut, ...(error && { message: error }) })}\n`;
  }
}

function toText(error: Error & { readonly cause?: unknown }): string {
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
