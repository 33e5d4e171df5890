import { ConfigError } from '../config-error.ts';
import { shown } from '../config-issues.ts';
import type { Config } from '../setting.ts';
import { oidcSection } from './oidc.ts';

/**
 * The configuration with its issuers where they belong, whichever way they were given.
 * @throws ConfigError where a mode lacks what it needs, and where something of authentication is set that is not in force
 */
export function completeAuth(config: Config): Config {
  const { auth, oidcIssuer, oidcAudience, oidc, resourceUrl } = config;
  refuseOtherModes(config);
  if (auth === 'none') return config;
  if (auth === 'bearer') {
    if (config.bearerTokensFile !== undefined) return config;
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
  const { data, error } = oidcSection.safeParse({ issuers: [issuer] });
  if (data !== undefined) return { ...config, oidc: data };
  const [{ path, message } = { path: [], message: '' }] = error.issues;
  const hint =
    path.at(-1) === 'issuer' ? '' : ` The section oidc of the configuration file can say ${String(path.at(-1))}.`;
  throw new ConfigError(`CLOUDWATCH_MCP_OIDC_ISSUER (--oidc-issuer) is ${shown(oidcIssuer)}: ${message}.${hint}`);
}

/** What only one mode looks at, and another would pass over: whoever set it believes that it holds. */
function refuseOtherModes({ auth, bearerTokensFile, oidcIssuer, oidcAudience, oidc }: Config): void {
  const settings = [
    {
      mode: 'bearer',
      isSet: bearerTokensFile !== undefined,
      name: 'CLOUDWATCH_MCP_BEARER_TOKENS_FILE (--bearer-tokens-file)',
    },
    { mode: 'oidc', isSet: oidcIssuer !== undefined, name: 'CLOUDWATCH_MCP_OIDC_ISSUER (--oidc-issuer)' },
    { mode: 'oidc', isSet: oidcAudience.length > 0, name: 'CLOUDWATCH_MCP_OIDC_AUDIENCE (--oidc-audience)' },
    { mode: 'oidc', isSet: oidc !== undefined, name: 'oidc in the configuration file' },
  ] as const;
  const set = settings.find(({ mode, isSet }) => isSet && mode !== auth);
  if (set === undefined) return;
  const effect = auth === 'none' ? 'lets anyone in' : 'passes it over';
  throw new ConfigError(
    `${set.name} is set, and CLOUDWATCH_MCP_AUTH (--auth) is "${auth}", which ${effect}: set it to ${set.mode}, or remove the other.`,
  );
}
