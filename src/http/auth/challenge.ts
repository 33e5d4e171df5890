import type { FastifyReply } from 'fastify';
import { jsonRpcError, REFUSED } from '../json-rpc-error.ts';

/** RFC 6750, section 3.1; undefined where the request brought no token. */
export type ErrorCode = 'invalid_request' | 'invalid_token' | 'insufficient_scope' | undefined;

/** What a client is told beside the error code, so that it can get a token that will do. */
export interface Way {
  readonly scopes?: readonly string[] | undefined;
  /** Where the metadata are that lead to a login. */
  readonly metadataUrl?: string | undefined;
}

const STATUS = { invalid_request: 400, invalid_token: 401, insufficient_scope: 403 } as const;

/** The same for whatever was wrong: who guesses learns nothing from it. */
const WORDS = {
  invalid_request: 'The request must have one Authorization header: Bearer and an access token.',
  invalid_token: 'The access token is not valid here.',
  insufficient_scope: 'The access token lacks a scope that this needs: WWW-Authenticate names it.',
} as const;

/** Refuses a request as RFC 6750 and the MCP specification have it. */
export async function challenge(reply: FastifyReply, error: ErrorCode, way: Way): Promise<void> {
  const { scopes = [], metadataUrl } = way;
  const parameters = [
    error && `error="${error}"`,
    scopes.length > 0 && `scope="${scopes.join(' ')}"`,
    metadataUrl !== undefined && `resource_metadata="${metadataUrl}"`,
  ].filter(Boolean);
  await reply
    .code(error === undefined ? 401 : STATUS[error])
    .header('www-authenticate', ['Bearer', parameters.join(', ')].join(' ').trim())
    .send(
      jsonRpcError(REFUSED, error === undefined ? 'Authentication is needed: send an access token.' : WORDS[error]),
    );
}

/** Says that a token cannot be judged now. A 401 would make its holder throw it away. */
export async function unavailable(reply: FastifyReply, retrySeconds: number): Promise<void> {
  await reply
    .code(503)
    .header('retry-after', String(retrySeconds))
    .send(jsonRpcError(REFUSED, 'The access token cannot be checked now. Try again in a few seconds.'));
}
