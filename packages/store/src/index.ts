/** The home on disk. */

export { type AuditFileCheck, checkAuditLines, toAuditLines } from './audit-file.ts';
export { createCodeStore } from './code-store.ts';
export { storeError } from './errors.ts';
export { type Home, type OpenHomeOptions, openHome } from './home.ts';
export { resolveHomeDir } from './home-dir.ts';
export type { HomeInspection } from './inspect-home.ts';
export { readSession, type Session } from './session-file.ts';
