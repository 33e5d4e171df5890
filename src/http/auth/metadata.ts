import type { FastifyInstance } from 'fastify';
import type { OidcSection } from '../../config-sections/oidc.ts';
import type { Toolset } from '../../toolsets.ts';
import { loginAt, usefulScopes } from './scopes.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** How long clients and browsers may keep it, seconds. */
const MAX_AGE = 300;

/** RFC 9728, section 3.1: before the path of the resource. */
export function metadataUrl(resourceUrl: string): string {
  const { origin, pathname } = new URL(resourceUrl);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}

/** The metadata of the protected resource (RFC 9728): public, and for pages of any origin. */
export function metadataRoutes(
  app: FastifyInstance,
  { resourceUrl, oidc, toolsets }: { resourceUrl: string; oidc: OidcSection; toolsets: readonly Toolset[] },
): void {
  const issuers = oidc.issuers.filter((issuer) => loginAt(issuer) !== false);
  const metadata = {
    resource: resourceUrl,
    authorization_servers: [...new Set(issuers.map(loginAt))],
    scopes_supported: [...new Set(issuers.flatMap((issuer) => usefulScopes(issuer, oidc, toolsets)))],
    bearer_methods_supported: ['header'],
    resource_name: 'CloudWatch',
  };
  for (const url of new Set([WELL_KNOWN, `${WELL_KNOWN}/mcp`, new URL(metadataUrl(resourceUrl)).pathname])) {
    app.get(url, (_request, reply) =>
      reply
        .header('access-control-allow-origin', '*')
        .header('cache-control', `public, max-age=${MAX_AGE}`)
        .send(metadata),
    );
    // Clients that run in pages name the protocol's version, so their browsers ask first.
    app.options(url, (_request, reply) =>
      reply
        .code(204)
        .headers({
          'access-control-allow-origin': '*',
          'access-control-allow-methods': 'GET',
          'access-control-allow-headers': 'Content-Type, MCP-Protocol-Version, traceparent',
          'access-control-max-age': String(MAX_AGE),
        })
        .send(),
    );
  }
}
