import type { IssuerSection, OidcSection } from '../../config-sections/oidc.ts';
import type { Principal } from '../../principal.ts';
import type { Toolset } from '../../toolsets.ts';

/** Scopes as clients ask an issuer for them. */
export const asked = (scopes: readonly string[], { scopePrefix }: IssuerSection): string[] =>
  [...new Set(scopes)].map((scope) => scopePrefix + scope);

/** All that a client of an issuer may need, in the order of the toolsets that are offered. */
export function usefulScopes(issuer: IssuerSection, section: OidcSection, toolsets: readonly Toolset[]): string[] {
  const ofTools = issuer.limitByScopes ? toolsets.map((toolset) => section.toolsetScopes[toolset]) : [];
  return asked([...issuer.requiredScopes, ...ofTools.filter((scope) => scope !== false)], issuer);
}

/** Where clients of an issuer are sent to log in; false: nowhere. */
export const loginAt = ({ authorizationServer, issuer }: IssuerSection): string | false =>
  authorizationServer ?? issuer;

/** The scopes that calls of toolsets need and their caller does not have. */
export function lackingScopes(
  { scopes }: Principal,
  toolsets: readonly Toolset[],
  { toolsetScopes }: OidcSection,
): string[] {
  if (scopes === undefined) return [];
  const needed = toolsets.map((toolset) => toolsetScopes[toolset]).filter((scope) => scope !== false);
  return [...new Set(needed)].filter((scope) => !scopes.includes(scope));
}

/**
 * What a token must hold that may make such a call too: also what it holds already, since clients ask for just this, and
 * would lose the rest.
 */
export function scopesToAsk(
  { scopes = [] }: Principal,
  lacking: readonly string[],
  issuer: IssuerSection,
  { toolsetScopes }: OidcSection,
): string[] {
  const ours = [...issuer.requiredScopes, ...Object.values(toolsetScopes)];
  return asked([...scopes.filter((scope) => ours.includes(scope)), ...lacking], issuer);
}
