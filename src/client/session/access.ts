import type { AuthProvider } from '@modelcontextprotocol/client';
import type { ClientSettings } from '../env.ts';
import { unreachable } from '../trouble.ts';

/** How a server is shown who asks. */
export interface Access {
  /** What puts the token on each request. */
  readonly auth: AuthProvider;
  /** Does what helps after `error`, such as a login: whether to try again. */
  recover(error: unknown): Promise<boolean>;
}

/** The access to `url` that the settings give. */
export function accessTo(url: URL, settings: ClientSettings): Access {
  if (settings.accessToken !== undefined) return fixedToken(url, settings.accessToken);
  return { auth: { token: () => Promise.resolve(undefined) }, recover: () => Promise.resolve(false) };
}

function fixedToken(url: URL, token: string): Access {
  return {
    auth: {
      token: () => Promise.resolve(token),
      onUnauthorized: () =>
        Promise.reject(unreachable(`${url.href} does not take the token of CLOUDWATCH_MCP_ACCESS_TOKEN.`)),
    },
    recover: () => Promise.resolve(false),
  };
}

/** Tries, and once more where the access could be mended. */
export async function withAccess<T>(access: Access, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(await access.recover(error))) throw error;
    return attempt();
  }
}
