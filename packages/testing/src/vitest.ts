/** For tests with Vitest: `import '@omnitrade/testing/vitest'` gives `expect` the matchers, and their types. */

import { expect } from 'vitest';
import { matchers, type Matchers as TerminalMatchers } from './matchers/index.ts';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends TerminalMatchers<R> {}
}

expect.extend(matchers as never);
