import { Counter, type Registry } from 'prom-client';

/** Why a request to /mcp is refused before it is read as a call. */
export const REASONS = [
  'host',
  'origin',
  'no_token',
  /** Authorization headers that say two things, or hold what cannot be a token. */
  'bad_header',
  'invalid_token',
  'insufficient_scope',
  /** The token could not be judged: the keys of its issuer are not known. */
  'issuer_unavailable',
] as const;

export type CountRefusal = (reason: (typeof REASONS)[number]) => void;

/** Counts refused requests, each reason from 0 on, so that the first of a kind is a rise. */
export function refusalCounter(registry: Registry): CountRefusal {
  const refused = new Counter({
    name: 'cloudwatch_mcp_requests_refused_total',
    help: `Requests to /mcp that were refused by their headers, token or its scopes, by reason (${REASONS.join(', ')})`,
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of REASONS) refused.inc({ reason }, 0);
  return (reason) => refused.inc({ reason });
}
