/** The trusted side: registry, lifecycle, capabilities and chart, assembled into one object that edges serve. */

export { type Bisection, bisect, decideStart, failedStartsMax, type StartMode } from '@omnitrade/lifecycle';
/** Words about permissions that the edges need to read and describe grants. */
export { type ConsentAsk, type Lifetime, lifetimes, limits as limitKinds, risks } from '@omnitrade/permissions';
/** Recorded runs, for the edges that read and write them. */
export {
  CapsuleRecorder,
  type CpuProfile,
  capsuleMaxBytes,
  profileLimits,
  readCapsule,
  replayCapsule,
} from '@omnitrade/sandbox';
/** Words of fills that the edges check. */
export { type PolicyName, policyNames } from '@omnitrade/trading';
export type { AccessDesk, AuditQuery, FlowReport, GrantInfo, OpenRequest } from './access/access-desk.ts';
export type { GrantReport } from './access/grant-report.ts';
export type { AuthorRuns } from './authoring/author-runs.ts';
export type { AccountInfo, AccountReader, ChartLook, LookReport } from './capabilities/terminal-view.ts';
export { createHost, type HostLog, type HostOptions } from './create-host.ts';
export { assetsError, chartError, indicatorError, permissionDenied, pluginError, registryError } from './errors.ts';
export type {
  ChangeResult,
  Chart,
  ChartListener,
  EnableOptions,
  Host,
  IndicatorValues,
  InstallByName,
  InstallOptions,
  InstallRequest,
  LockOptions,
  RemovalOptions,
} from './host.ts';
/** Whether plugins may run in this life of the terminal. */
export { createMemoryData } from './memory-data.ts';
export { createMemoryPluginStore, createMemoryWorkspaceStore } from './memory-store.ts';
export type { ExchangeRequest } from './network/exchange.ts';
export { defaultNetworkPolicy, type NetworkPolicy } from './network/policy.ts';
export type { PanelDesk, PanelListener } from './panels/panel-desk.ts';
export { linkLibraries } from './plugins/link-libraries.ts';
export { recordContributions, reportTrial } from './plugins/record-contributions.ts';
export { openRehearsal, type Rehearsal, type RehearsalRequest, type RehearsedIndicator } from './plugins/rehearsal.ts';
export type { SignedBy } from './sources/archive.ts';
export { readDirectory } from './sources/directory.ts';
export type { PluginPackage } from './sources/package-files.ts';
export { toPluginPackage } from './sources/packed-files.ts';
export type { TrustStore } from './sources/trust.ts';
export { type BacktestDocument, toBacktestDocument } from './trading/backtest-document.ts';
export type { BacktestAnswer, BacktestRequest } from './trading/run-backtest.ts';
export type { RunWish, TradingDesk } from './trading/trading-desk.ts';
