/** Extension points at work: what is in force, whose it is, and what may be. */

export { type ContributionCheck, checkContribution } from './check-contribution.ts';
export { type ContributionChange, type ContributionInForce, Contributions } from './contributions.ts';
export { contributionError, extensionError } from './errors.ts';
export { type Belonging, Scope } from './scope.ts';
