/** What a rule about a whole package is: it looks at files, manifest, code and what came of running it, and may repair. */

import type { CodedError, Contribution, JsonObject } from '@omnitrade/contracts';
import type { ModuleFacts } from '../../code/facts.ts';
import type { Manifest } from '../../manifest-schema.ts';
import type { CheckContext } from '../check.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface CheckedFile {
  /** With `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  readonly kind: 'file' | 'link' | 'other';
  /** Absent for what is too large to be looked into. */
  readonly data?: Uint8Array;
}

/** What came of running the plugin once, alone. */
export interface TrialReport {
  readonly contributions: readonly Contribution[];
  /** Processor time of starting it, in milliseconds. */
  readonly startMs?: number;
  readonly failure?: { readonly code: string; readonly message: string };
}

export interface PackageToCheck {
  readonly files: readonly CheckedFile[];
  /** A folder holds sources, tests and notes; an archive holds what is run. */
  readonly from: 'folder' | 'archive';
  readonly trial?: TrialReport;
}

/** A package that was read. */
export interface Subject extends PackageToCheck {
  readonly context: CheckContext;
  /** Text files by path, those that are not UTF-8 left out. */
  readonly texts: ReadonlyMap<string, string>;
  /** plugin.json: as written, and as understood; absent where it cannot be. */
  readonly manifestText: string | undefined;
  readonly written: JsonObject | undefined;
  readonly manifest: Manifest | undefined;
  readonly code: readonly ModuleFacts[];
  /** The line of plugin.json at which a path stands. */
  lineOf(path: string): number | undefined;
}

export interface Fault {
  readonly file: string;
  readonly line?: number;
  readonly error: CodedError;
  /** Where it differs from that of the rule. */
  readonly severity?: Severity;
  /** That of a rule which speaks for several. */
  readonly rule?: string;
  /** Whether the rule's fix repairs this one; if the rule has one, yes unless said otherwise. */
  readonly fixable?: boolean;
}

/** What a repair changes: the manifest, other files of the folder, or both. */
export interface Repair {
  readonly manifest?: JsonObject;
  readonly files?: Readonly<Record<string, string>>;
}

export interface PackageRule {
  readonly rule: string;
  readonly severity: Severity;
  check(subject: Subject): readonly Fault[];
  /** A repair that is safe whatever the author meant. */
  fix?(subject: Subject): Repair;
}

export const manifestFile = 'plugin.json';
