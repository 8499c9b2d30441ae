/** What a check of a home is given, and how one is written. */

import type { KeptVersion, PluginRecord } from '@omnitrade/contracts';
import type { TrustStore } from '@omnitrade/host';
import type { Home, HomeInspection } from '@omnitrade/store';
import type { Finding } from './finding.ts';

export interface Examined {
  readonly home: Home;
  readonly inspection: HomeInspection;
  readonly records: readonly PluginRecord[];
  readonly kept: readonly KeptVersion[];
  readonly trust: TrustStore;
}

export interface HomeCheck {
  readonly name: string;
  /** What is well when nothing is found. */
  readonly well: string;
  /** Changes nothing. What it throws becomes a finding. */
  find(examined: Examined): Promise<readonly Omit<Finding, 'check'>[]>;
}
