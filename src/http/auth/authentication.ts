import type { FastifyRequest, onRequestAsyncHookHandler, preHandlerAsyncHookHandler } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { IssuerSection, OidcSection } from '../../config-sections/oidc.ts';
import { neededTool } from '../../mcp/completion/needed-tool.ts';
import { messagesOf } from '../../mcp/null-arguments.ts';
import { ANYONE, type Principal } from '../../principal.ts';
import type { AnyTool } from '../../tools/define.ts';
import type { CountRefusal } from '../refusals.ts';
import { credentialsOf } from './authorization-header.ts';
import { bearerVerifier } from './bearer.ts';
import { challenge, unavailable, type Way } from './challenge.ts';
import { metadataUrl } from './metadata.ts';
import { lackingScopes, loginAt, scopesToAsk, usefulScopes } from './scopes.ts';
import type { Verifier } from './verdict.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal;
    /** Who made its token; undefined where no issuer did. */
    issuer: IssuerSection | undefined;
  }
}

/** After so long a client may ask again whose token cannot be judged, seconds. */
const RETRY_SECONDS = 5;

/** What a verdict counts as. */
const REASONS = {
  invalid_token: 'invalid_token',
  insufficient_scope: 'insufficient_scope',
  unavailable: 'issuer_unavailable',
} as const;

/** Authentication as hooks of the routes that need it. */
export interface Authentication {
  /** Finds out who asks, or refuses, before the body is read. */
  readonly onRequest: onRequestAsyncHookHandler;
  /** Refuses calls of tools, also by resources and completions, that need a scope which the token lacks, before the answer begins. */
  readonly preHandler: preHandlerAsyncHookHandler | undefined;
  close(): void;
}

/**
 * @param clock epoch milliseconds
 * @throws ConfigError where the file of tokens cannot be read
 */
export async function authentication(
  config: Config,
  tools: ReadonlyMap<string, AnyTool>,
  log: Logger,
  refused: CountRefusal,
  clock: () => number = Date.now,
): Promise<Authentication> {
  const { auth, bearerTokensFile, oidc, resourceUrl } = config;
  const close = (): void => undefined;
  if (auth === 'none') {
    const onRequest = async (request: FastifyRequest) => void (request.principal = ANYONE);
    return { onRequest, preHandler: undefined, close };
  }
  if (auth === 'bearer' && bearerTokensFile !== undefined) {
    const bearer = bearerVerifier(bearerTokensFile, log, clock);
    return { onRequest: authenticate(bearer.verify, {}, log, refused), preHandler: undefined, close: bearer.close };
  }
  if (auth === 'oidc' && oidc !== undefined && resourceUrl !== undefined) {
    // jose is loaded where it is needed.
    const { oidcVerifier } = await import('./oidc.ts');
    const metadata = metadataUrl(resourceUrl);
    const first = oidc.issuers.find((issuer) => loginAt(issuer) !== false);
    const way = { metadataUrl: metadata, scopes: first && usefulScopes(first, oidc, config.toolsets) };
    const verifier = oidcVerifier(oidc, resourceUrl, log, clock);
    return {
      onRequest: authenticate(verifier, way, log, refused),
      preHandler: scopeCheck(oidc, metadata, tools, refused),
      close,
    };
  }
  throw new Error(`authentication ${auth} is not complete`);
}

/** @param way to a token, for those who come without a good one */
function authenticate(verify: Verifier, way: Way, log: Logger, refused: CountRefusal): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const credentials = credentialsOf(request.raw);
    if ('without' in credentials) {
      const { without } = credentials;
      log.debug({ reason: `${without} Authorization header` }, 'request refused');
      refused(without === 'missing' ? 'no_token' : 'bad_header');
      const code = { missing: undefined, malformed: 'invalid_token', repeated: 'invalid_request' } as const;
      return challenge(reply, code[without], without === 'repeated' ? {} : way);
    }
    const verdict = await verify(credentials.token);
    if ('principal' in verdict) {
      request.principal = verdict.principal;
      request.issuer = verdict.issuer;
      return undefined;
    }
    log.info({ reason: verdict.refused }, 'access token refused');
    refused(REASONS[verdict.as ?? 'invalid_token']);
    if (verdict.as === 'unavailable') return unavailable(reply, RETRY_SECONDS);
    if (verdict.as === undefined) return challenge(reply, 'invalid_token', way);
    return challenge(reply, 'insufficient_scope', { ...way, scopes: verdict.scopes ?? [] });
  };
}

/** Of a batch every call must be allowed: the answer to one may be on its way when the next is looked at. */
function scopeCheck(
  oidc: OidcSection,
  metadata: string,
  tools: ReadonlyMap<string, AnyTool>,
  refused: CountRefusal,
): preHandlerAsyncHookHandler {
  return async ({ principal, issuer, body }, reply) => {
    const toolsets = messagesOf(body)
      .map(neededTool)
      // What is no name is refused where calls are read.
      .map((name) => (name === undefined ? undefined : tools.get(name)?.toolset))
      .filter((toolset) => toolset !== undefined);
    const lacking = lackingScopes(principal, toolsets, oidc);
    if (lacking.length === 0 || issuer === undefined) return undefined;
    refused('insufficient_scope');
    return challenge(reply, 'insufficient_scope', {
      scopes: scopesToAsk(principal, lacking, issuer, oidc),
      metadataUrl: metadata,
    });
  };
}
