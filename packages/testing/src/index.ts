/** What authors test with: a terminal in memory, assertions about what their plugin does in it, and certificates. */

export type { Evidence } from './certify/certificate.ts';
export { type CertificateReport, type CertifyOptions, type CertifyReport, certify } from './certify/certify.ts';
export { testError } from './errors.ts';
export { sameBars, walk } from './market/made-bars.ts';
export { createRandom, type Random } from './market/random.ts';
export {
  assertContribution,
  assertDenied,
  assertFailed,
  assertLogged,
  assertPlot,
  assertShown,
  assertUsed,
  type Matchers,
  matchers,
} from './matchers/index.ts';
export type { ExpectedPlot, PlotOptions } from './matchers/plots.ts';
export {
  openTestTerminal,
  type TestLog,
  type TestStorage,
  type TestTerminal,
  type TestTerminalOptions,
} from './terminal/open-test-terminal.ts';
export type { TestPlugin } from './terminal/plugin-folder.ts';
export type { TestClock } from './terminal/test-clock.ts';
export type { TestIndicator } from './terminal/test-indicator.ts';
export type { TestBar, TestMarket } from './terminal/test-market.ts';
export type { TestAnswer, TestNetwork, TestRequest } from './terminal/test-network.ts';
export type { TestPanel } from './terminal/test-panel.ts';
export type { PermissionUse } from './terminal/use-log.ts';
