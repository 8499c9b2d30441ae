/** What each extension point brings to the check of its contributions. */

import type { ContributionInfo, IssueList, UsablePointId } from '@omnitrade/contracts';

/** Builds the recorded info from untrusted JSON; the answer counts only if the list stayed empty. */
export type PointCheck<P extends UsablePointId> = (info: unknown, list: IssueList) => ContributionInfo[P];
