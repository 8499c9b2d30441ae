/** What plugins offer each other: functions called across isolates through the terminal, and where a dependency stands. */

import type { ConfigurationSchema } from './inputs.ts';
import type { JsonObject } from './json.ts';

/** The part of an offered function that is data: recorded at installation, and versioned with the plugin. */
export interface ExportInfo {
  readonly title: string;
  readonly description?: string;
  /** What it takes, as an object; nothing where absent. Checked, with defaults filled in, before the plugin sees it. */
  readonly params?: ConfigurationSchema;
  /** Names of the columns of numbers it takes besides. */
  readonly columns?: readonly string[];
  /** What it answers, as an object; nothing where absent. Checked before the caller sees it. */
  readonly returns?: ConfigurationSchema;
  /** Names of the columns of numbers it answers besides. */
  readonly returnsColumns?: readonly string[];
}

export type ExportColumns = Readonly<Record<string, Float64Array>>;

/** What the function receives; all of it is a copy of its own. */
export interface ExportCall {
  readonly params: JsonObject;
  readonly columns: ExportColumns;
  /** Who calls, said by the terminal. */
  readonly caller: { readonly plugin: string; readonly version: string };
}

export interface ExportAnswer {
  readonly value?: JsonObject;
  readonly columns?: ExportColumns;
}

/** What an author writes. */
export interface ExportDef extends ExportInfo {
  readonly id: string;
  call(call: ExportCall): ExportAnswer | Promise<ExportAnswer>;
}

/** An offered function as it is recorded. */
export interface OfferedExport extends ExportInfo {
  readonly id: string;
}

/**
 * ready: it runs; idle: it is started by the first call; starting: on its way. disabled, failed: it is there and does not
 * run; unfit: there in a version out of range; missing: not there.
 */
export const dependencyStates = ['ready', 'idle', 'starting', 'disabled', 'failed', 'unfit', 'missing'] as const;
export type DependencyState = (typeof dependencyStates)[number];

/** Where a plugin stands that another one depends on. */
export interface DependencyStatus {
  readonly plugin: string;
  /** What the dependant asks for. */
  readonly range: string;
  readonly optional: boolean;
  readonly state: DependencyState;
  /** The version that is there. */
  readonly version?: string;
  /** Why it failed. */
  readonly code?: string;
}
