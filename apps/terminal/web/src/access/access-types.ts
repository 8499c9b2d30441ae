/** What the API says of permissions, as the page reads it. */

import type { JsonObject } from '@omnitrade/contracts';

export type Risk = 'none' | 'low' | 'medium' | 'high' | 'critical';

export interface LimitField {
  readonly name: string;
  readonly title: string;
  readonly form: 'list' | 'count' | 'amount' | 'instant' | 'hours';
  /** Ends the sentence "It must be …". */
  readonly expected: string;
  readonly options?: readonly string[];
}

/** One permission a plugin asks for. */
export interface Ask {
  /** Who asks, where several are installed together. */
  readonly plugin?: string;
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly risk: Risk;
  readonly authorReason?: string;
  readonly optional: boolean;
  readonly fields: readonly LimitField[];
  readonly asked: JsonObject;
  readonly on: boolean;
  readonly warnings: readonly string[];
  /** A host: giving it under its warnings says that account data may go there. */
  readonly sendsAccounts: boolean;
  readonly news?: 'new' | 'wider';
  readonly held?: JsonObject;
}

export type Lifetime = 'once' | 'session' | 'until' | 'until-revoked';

export interface Grant {
  readonly permission: string;
  readonly limits: JsonObject;
  readonly lifetime: Lifetime;
  readonly expiresAt?: number;
  readonly used: { readonly count: number; readonly last: number | null };
}

export interface Flow {
  readonly accountsReadAt: number | null;
  readonly maySendTo: readonly string[];
  readonly warnings: readonly string[];
}

export interface GrantsReply {
  readonly grants: readonly Grant[];
  readonly asks: readonly Ask[];
  readonly flow: Flow;
}

export interface GrantReport {
  readonly permission: string;
  readonly allowed: number;
  readonly denied: number;
  readonly last: number | null;
  readonly suggestion?: string;
  /** The limits the suggestion proposes. */
  readonly narrow?: JsonObject;
}

export interface PermissionRequest {
  readonly id: number;
  readonly plugin: string;
  readonly permission: string;
  readonly ask: Ask;
}

/** Whose word an archive comes on. */
export interface Signer {
  readonly outcome: 'trusted' | 'private';
  readonly publisher: string;
  readonly fingerprint: string;
  /** A new one has to be compared first. */
  readonly known: boolean;
  readonly reviewed: boolean;
  readonly reasons: readonly string[];
}

/** The answer of an installation or update. */
export interface ChangeReply {
  readonly changes: readonly { readonly plugin: string; readonly from: string | null; readonly to: string | null }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly asks?: readonly Ask[];
  readonly signed?: Signer;
}
