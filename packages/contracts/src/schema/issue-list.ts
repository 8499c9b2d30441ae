/** Collects issues up to a limit: input that is wrong everywhere must not make the answer as long as itself. */

import type { CodedError, Issue } from '../errors.ts';

export const issueMaxCount = 50;

export interface IssueList {
  readonly issues: Issue[];
  readonly full: boolean;
  add(path: string, error: Pick<CodedError, 'code' | 'message'>): void;
}

/** A list that keeps the first {@link issueMaxCount}. */
export function openIssueList(): IssueList {
  const issues: Issue[] = [];
  return {
    issues,
    get full() {
      return issues.length >= issueMaxCount;
    },
    add(path, { code, message }) {
      if (issues.length < issueMaxCount) issues.push({ code, path, message });
    },
  };
}
