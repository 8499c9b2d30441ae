/** Collects issues up to a limit: input that is wrong everywhere must not make the answer as long as itself. */

import type { CodedError, Issue } from '../errors.ts';

const maxIssues = 50;

export interface IssueList {
  readonly issues: Issue[];
  readonly full: boolean;
  add(path: string, error: CodedError): void;
}

/** A list that keeps the first {@link maxIssues}. */
export function openIssueList(): IssueList {
  const issues: Issue[] = [];
  return {
    issues,
    get full() {
      return issues.length >= maxIssues;
    },
    add(path, { code, message }) {
      if (issues.length < maxIssues) issues.push({ code, path, message });
    },
  };
}
