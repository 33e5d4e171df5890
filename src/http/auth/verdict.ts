import type { IssuerSection } from '../../config-sections/oidc.ts';
import type { Principal } from '../../principal.ts';

/** What a token is worth. */
export type Verdict = Accepted | Refused;

export interface Accepted {
  readonly principal: Principal;
  /** Who made the token; undefined for tokens of the file. */
  readonly issuer?: IssuerSection | undefined;
}

export interface Refused {
  /** Why, in a few words for our own log: its sender learns the standard error code and no more. */
  readonly refused: string;
  /**
   * `invalid_token` (401) unless given. `insufficient_scope` (403): it is good, and lacks a scope that every request
   * needs. `unavailable` (503): it cannot be judged now, and may be good.
   */
  readonly as?: 'insufficient_scope' | 'unavailable' | undefined;
  /** What the token must hold, as its client asks for it; with `insufficient_scope`. */
  readonly scopes?: readonly string[] | undefined;
}

/** Judges a token. Never rejects for what is wrong with the token. */
export type Verifier = (token: string) => Verdict | Promise<Verdict>;
