/** The check of what a plugin says it contributes, at run time, as JSON: nothing of it is trusted. */

import {
  type Contribution,
  extensionPointIds,
  findNearest,
  type Issue,
  isExtensionPointId,
  isLocalId,
  openIssueList,
  type UsablePointId,
} from '@omnitrade/contracts';
import { contributionError } from './errors.ts';
import { pointChecks } from './points/index.ts';

export type ContributionCheck =
  | { readonly ok: true; readonly contribution: Contribution }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Either a contribution made only of known and sound fields, or every reason why there is none. */
export function checkContribution(point: string, id: string, info: unknown): ContributionCheck {
  const list = openIssueList();
  if (!isLocalId(id)) list.add('id', contributionError('bad-id', { id }));
  if (!isUsable(point)) {
    list.add('', refusePoint(point));
    return { ok: false, issues: list.issues };
  }
  const contribution = { point, id, info: pointChecks[point](info, list) } as Contribution;
  return list.issues.length > 0 ? { ok: false, issues: list.issues } : { ok: true, contribution };
}

const isUsable = (point: string): point is UsablePointId => Object.hasOwn(pointChecks, point);

function refusePoint(point: string) {
  if (isExtensionPointId(point)) return contributionError('not-usable', { point });
  const nearest = findNearest(point, extensionPointIds);
  return contributionError('unknown-point', nearest ? { point, nearest } : { point });
}
