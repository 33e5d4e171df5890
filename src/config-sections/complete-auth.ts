import { ConfigError } from '../config-error.ts';
import type { Config } from '../setting.ts';
import { oidcSection } from './oidc.ts';

/**
 * The configuration with its issuers where they belong, whichever way they were given.
 * @throws ConfigError where a mode lacks what it needs, and where something of authentication is set that is not in force
 */
export function completeAuth(config: Config): Config {
  const { auth, bearerTokensFile, oidcIssuer, oidcAudience, oidc, resourceUrl } = config;
  if (auth === 'none') {
    const [set] = [
      bearerTokensFile !== undefined && 'CLOUDWATCH_MCP_BEARER_TOKENS_FILE (--bearer-tokens-file)',
      oidcIssuer !== undefined && 'CLOUDWATCH_MCP_OIDC_ISSUER (--oidc-issuer)',
      oidc !== undefined && 'oidc in the configuration file',
    ].filter((name) => name !== false);
    if (set === undefined) return config;
    throw new ConfigError(
      `${set} is set, and CLOUDWATCH_MCP_AUTH (--auth) is "none", which lets anyone in: set it to ${set.includes('BEARER') ? 'bearer' : 'oidc'}, or remove the other.`,
    );
  }
  if (auth === 'bearer') {
    if (bearerTokensFile !== undefined) return config;
    throw new ConfigError(
      'CLOUDWATCH_MCP_AUTH (--auth) is "bearer": CLOUDWATCH_MCP_BEARER_TOKENS_FILE (--bearer-tokens-file) must name the file of the tokens.',
    );
  }
  if (resourceUrl === undefined) {
    throw new ConfigError(
      'CLOUDWATCH_MCP_AUTH (--auth) is "oidc": CLOUDWATCH_MCP_RESOURCE_URL (--resource-url) must be the URL of /mcp as clients know it, such as https://cloudwatch.example.com/mcp.',
    );
  }
  if (oidc !== undefined && (oidcIssuer !== undefined || oidcAudience.length > 0)) {
    throw new ConfigError(
      'CLOUDWATCH_MCP_OIDC_ISSUER or CLOUDWATCH_MCP_OIDC_AUDIENCE is set beside oidc in the configuration file: keep one of both.',
    );
  }
  if (oidc !== undefined) return config;
  if (oidcIssuer === undefined) {
    throw new ConfigError(
      'CLOUDWATCH_MCP_AUTH (--auth) is "oidc": CLOUDWATCH_MCP_OIDC_ISSUER (--oidc-issuer) must name the issuer, or the section oidc of the configuration file the issuers.',
    );
  }
  const issuer = { issuer: oidcIssuer, ...(oidcAudience.length > 0 && { audiences: [...oidcAudience] }) };
  return { ...config, oidc: oidcSection.parse({ issuers: [issuer] }) };
}
