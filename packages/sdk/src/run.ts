/** The loop of a strategy as it runs inside the isolate, for those who run one outside: the terminal's own tests and measures. */

export { beginStrategy, type StrategySpec } from './guest/strategy-context.ts';
export { type RunColumns, TradingRun } from './guest/trading-run.ts';
