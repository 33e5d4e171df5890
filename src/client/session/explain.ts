import {
  InsufficientScopeError,
  OAuthClientFlowError,
  OAuthError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { ClientError, EXIT, unreachable } from '../trouble.ts';

/** What to do where a server wants a token and there is none it takes. */
const LOG_IN =
  'Log in with `cloudwatch-mcp client URL` on a terminal, or set CLOUDWATCH_MCP_ACCESS_TOKEN, or CLOUDWATCH_MCP_CLIENT_ID and CLOUDWATCH_MCP_CLIENT_SECRET.';

/** Any error of a connection or a call as one sentence and an exit code. */
export function explain(error: unknown, server: URL | undefined): ClientError {
  if (error instanceof ClientError) return error;
  const url = { href: server?.href ?? 'The server' };
  if (error instanceof UnauthorizedError) return unreachable(`${url.href} wants a login. ${LOG_IN}`);
  if (error instanceof InsufficientScopeError) {
    return unreachable(`The token lacks the scope ${error.requiredScope ?? 'that this needs'}. ${LOG_IN}`);
  }
  if (error instanceof SdkHttpError) return explainHttp(error, url);
  if (error instanceof OAuthError || error instanceof OAuthClientFlowError) {
    return unreachable(`The login at ${url.href} failed: ${error.message}`);
  }
  if (error instanceof ProtocolError) {
    return new ClientError(EXIT.toolError, `The server answered with an error: ${error.message} (${error.code}).`);
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return unreachable(`${url.href} did not answer in time.`);
  }
  const cause = causeOf(error);
  return unreachable(`${url.href} cannot be reached: ${cause}.`);
}

function explainHttp(error: SdkHttpError, url: { readonly href: string }): ClientError {
  const { status } = error;
  if (status === 401) return unreachable(`${url.href} does not take the token. ${LOG_IN}`);
  if (status === 403) return unreachable(`${url.href} refuses: HTTP 403 ${bodyOf(error)}`.trimEnd());
  if (status === 404)
    return unreachable(`There is no MCP server at ${url.href} (HTTP 404): is the path right? It is often /mcp.`);
  return unreachable(`${url.href} answered with HTTP ${status ?? '?'}: ${error.message}`);
}

/** The innermost reason that has a message: what fetch throws says "fetch failed" alone. */
function causeOf(error: unknown): string {
  let reason = error instanceof Error ? error.message : String(error);
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    const { code } = inner as { code?: unknown };
    reason = inner.message || (typeof code === 'string' ? code : reason);
  }
  return reason.replace(/\.$/, '');
}

/** What the server said beside the status. */
function bodyOf({ data }: SdkHttpError): string {
  const { text } = data;
  return typeof text === 'string' ? text.slice(0, 500) : '';
}
