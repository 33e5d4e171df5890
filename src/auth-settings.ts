import { boolean, choice, list, nonEmpty, secureAddress, webAddress } from './setting-parsers.ts';
import { AUTH_MODES, type Setting } from './setting.ts';

/** The settings of who may ask; issuers have more to say, in the section `oidc` of the file. */
export const AUTH_SETTINGS: readonly Setting[] = [
  {
    key: 'auth',
    env: 'CLOUDWATCH_MCP_AUTH',
    fallback: 'none',
    shown: 'none',
    allowed: AUTH_MODES.join(', '),
    help: 'Who may ask: anyone (`none`), holders of a token from a file (`bearer`), or of an access token of an issuer (`oidc`)',
    parse: choice(AUTH_MODES),
  },
  {
    key: 'bearerTokensFile',
    env: 'CLOUDWATCH_MCP_BEARER_TOKENS_FILE',
    fallback: undefined,
    shown: '',
    allowed: 'the path of a file',
    help: 'Tokens for `bearer`, a line `name: token` or `name: sha256:<hex>` each; read again when it changes',
    parse: nonEmpty,
  },
  {
    key: 'resourceUrl',
    env: 'CLOUDWATCH_MCP_RESOURCE_URL',
    fallback: undefined,
    shown: '',
    allowed: 'the URL of /mcp as clients know it, such as https://cloudwatch.example.com/mcp',
    help: 'Where clients reach `/mcp`, to the letter: `oidc` needs it, access tokens are made for it',
    parse: webAddress,
  },
  {
    key: 'oidcIssuer',
    env: 'CLOUDWATCH_MCP_OIDC_ISSUER',
    fallback: undefined,
    shown: '',
    allowed: 'the URL of an issuer, as `iss` has it (https, or http on this machine)',
    help: 'The issuer for `oidc` where one with the defaults will do; else the section `oidc` of the file',
    parse: secureAddress,
  },
  {
    key: 'oidcAudience',
    env: 'CLOUDWATCH_MCP_OIDC_AUDIENCE',
    fallback: [],
    shown: '`CLOUDWATCH_MCP_RESOURCE_URL`',
    allowed: 'audiences separated by commas',
    help: 'What `aud` of its access tokens must name, one of these',
    parse: list,
  },
  {
    key: 'allowUnauthenticated',
    env: 'CLOUDWATCH_MCP_ALLOW_UNAUTHENTICATED',
    fallback: false,
    shown: 'false',
    allowed: 'true or false',
    help: 'Serve without authentication on an address that others can reach',
    parse: boolean,
  },
];
