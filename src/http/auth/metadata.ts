import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { OidcSection } from '../../config-sections/oidc.ts';
import type { Toolset } from '../../settings.ts';
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
export async function metadataRoutes(
  app: FastifyInstance,
  { resourceUrl, oidc, toolsets }: { resourceUrl: string; oidc: OidcSection; toolsets: readonly Toolset[] },
): Promise<void> {
  const issuers = oidc.issuers.filter((issuer) => loginAt(issuer) !== false);
  const metadata = {
    resource: resourceUrl,
    authorization_servers: [...new Set(issuers.map(loginAt))],
    scopes_supported: [...new Set(issuers.flatMap((issuer) => usefulScopes(issuer, oidc, toolsets)))],
    bearer_methods_supported: ['header'],
    resource_name: 'CloudWatch',
  };
  await app.register(cors, { origin: '*', methods: ['GET'], maxAge: MAX_AGE });
  for (const path of new Set([WELL_KNOWN, `${WELL_KNOWN}/mcp`, new URL(metadataUrl(resourceUrl)).pathname])) {
    app.get(path, (_request, reply) => reply.header('cache-control', `public, max-age=${MAX_AGE}`).send(metadata));
  }
}
