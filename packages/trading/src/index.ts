/** Trading: orders and their states, fill policies, the paper broker, the risk gate, scenarios and backtests. Pure: no clock, no I/O. */

export { Backtest, type BacktestResult, type BacktestSetup, endOf } from './backtest/backtest.ts';
export { EquityCurve } from './backtest/equity-curve.ts';
export type { BacktestFill, BacktestOrder } from './backtest/order-lists.ts';
export {
  type BacktestOptions,
  type CreateStrategy,
  parseCash,
  playBacktest,
  runBacktest,
} from './backtest/run-backtest.ts';
export type { BacktestStats } from './backtest/stats.ts';
export {
  type OpeningPosition,
  PaperBroker,
  type PaperBrokerOptions,
  type RefusedCommand,
} from './broker/paper-broker.ts';
export type { QuietBand } from './broker/quiet-band.ts';
export { type SavedOrder, type SavedPosition, saveOrder } from './broker/saved-state.ts';
export { Decimal, fromNumber, readDec, toDec, toQuotientDec } from './decimals.ts';
export { orderError, type Refusal, riskError, tradingError } from './errors.ts';
export { ParentOrder, type Spawned } from './execution/parent-order.ts';
export { type TwapPlan, type TwapSlice, twapSlices } from './execution/twap-slices.ts';
export type { FeeSchedule } from './fills/fees.ts';
export {
  type FillOptions,
  type PolicyName,
  parsePolicyName,
  policyDefaults,
  policyNames,
  resolveOptions,
  type VolumeSlippage,
} from './fills/fill-options.ts';
export {
  type BarData,
  happensAt,
  type MarketData,
  NumberBar,
  type QuoteData,
  type TradeData,
} from './fills/market-data.ts';
export { checkOrder, type OrderCheck, orderIdMaxChars } from './orders/check-order.ts';
export { applyReport, type ExecutionReport, type ReportOutcome } from './orders/execution-report.ts';
export { isMultiple, roundDown, roundLimit, roundStop, roundUp } from './orders/increments.ts';
export { averageOf, createOrder, leavesOf, type Order } from './orders/order.ts';
export { type ScenarioEvent, toScenarioEvent } from './orders/order-event.ts';
export type { OrderTerms, Trail } from './orders/order-request.ts';
export { canMove, isDone, isWorking, moveOrder, orderMoves } from './orders/order-states.ts';
export { sessionEnd } from './orders/session-end.ts';
export { decideRisk, freshRisk, type RiskDecision, type RiskOrder, type RiskState } from './risk/risk-gate.ts';
export { parseTradingLimits, type TradingLimits, tradingLimitNames } from './risk/trading-limits.ts';
export { checkScenario, parseScenario, type ScenarioCheck } from './scenario/parse-scenario.ts';
export { runScenario, type ScenarioResult } from './scenario/run-scenario.ts';
export type { Scenario, ScenarioStep } from './scenario/scenario.ts';
export { toStrategyAccount } from './strategy/account-snapshot.ts';
export { AnswerReader, readCallbacks } from './strategy/read-answer.ts';
export { RunDriver, type RunEffect, type RunFlow, type RunSpec } from './strategy/run-driver.ts';
export { RunLog } from './strategy/run-log.ts';
