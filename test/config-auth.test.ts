import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, loadConfig } from '../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}.yaml`);
  writeFileSync(path, text);
  return path;
}

const RESOURCE = 'https://cloudwatch.example.com/mcp';

test('a mode of authentication that lacks what it needs does not start, and says what is missing', () => {
  const section = (text: string) => ({ CLOUDWATCH_MCP_CONFIG: file(text) });
  const issuer = 'oidc: { issuers: [{ issuer: https://idp.example }] }\n';
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ CLOUDWATCH_MCP_AUTH: 'bearer' }, /CLOUDWATCH_MCP_BEARER_TOKENS_FILE \(--bearer-tokens-file\) must name/],
    [{ CLOUDWATCH_MCP_AUTH: 'oidc' }, /CLOUDWATCH_MCP_RESOURCE_URL \(--resource-url\) must be/],
    [{ CLOUDWATCH_MCP_AUTH: 'oidc', CLOUDWATCH_MCP_RESOURCE_URL: RESOURCE }, /CLOUDWATCH_MCP_OIDC_ISSUER .*must name/],
    [{ CLOUDWATCH_MCP_AUTH: 'oidc', ...section(issuer) }, /CLOUDWATCH_MCP_RESOURCE_URL/],
    [{ CLOUDWATCH_MCP_AUTH: 'OIDC' }, /allowed is none, bearer, oidc/],
    [
      { CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/tokens' },
      /TOKENS_FILE .* is set, and .* lets anyone in: set it to bearer/,
    ],
    [
      { CLOUDWATCH_MCP_OIDC_ISSUER: 'https://idp.example' },
      /OIDC_ISSUER .* is set, and .* lets anyone in: set it to oidc/,
    ],
    [section(issuer), /oidc in the configuration file is set, and .* lets anyone in/],
    [{ CLOUDWATCH_MCP_OIDC_AUDIENCE: 'a' }, /OIDC_AUDIENCE .* is set, and .* lets anyone in: set it to oidc/],
    ...[{ CLOUDWATCH_MCP_OIDC_ISSUER: 'https://idp.example' }, section(issuer)].map(
      (given): [Record<string, string>, RegExp] => [
        { CLOUDWATCH_MCP_AUTH: 'bearer', CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/tokens', ...given },
        /(OIDC_ISSUER|oidc in the configuration file).* is set, and .* is "bearer", which passes it over: set it to oidc/,
      ],
    ),
    [
      {
        CLOUDWATCH_MCP_AUTH: 'oidc',
        CLOUDWATCH_MCP_RESOURCE_URL: RESOURCE,
        CLOUDWATCH_MCP_BEARER_TOKENS_FILE: '/tokens',
        ...section(issuer),
      },
      /TOKENS_FILE .* is set, and .* is "oidc", which passes it over: set it to bearer/,
    ],
    [
      {
        CLOUDWATCH_MCP_AUTH: 'oidc',
        CLOUDWATCH_MCP_RESOURCE_URL: RESOURCE,
        CLOUDWATCH_MCP_OIDC_ISSUER: 'https://idp.example',
        ...section(issuer),
      },
      /keep one of both/,
    ],
    [{ CLOUDWATCH_MCP_OIDC_ISSUER: 'http://idp.example' }, /is "http:\/\/idp\.example": allowed is .*https/],
    [{ CLOUDWATCH_MCP_RESOURCE_URL: 'cloudwatch.example.com/mcp' }, /allowed is the URL of \/mcp/],
    [{ CLOUDWATCH_MCP_RESOURCE_URL: 'https://x.example/mcp?a=b' }, /allowed is the URL of \/mcp/],
    [{ CLOUDWATCH_MCP_RESOURCE_URL: 'https://user:pw@x.example/mcp' }, /allowed is the URL of \/mcp/],
    [section('oidc: { issuers: [] }\n'), /oidc\.issuers is an empty list/],
    [section('oidc: { issuers: [{ issuer: http://idp.example }] }\n'), /oidc\.issuers\[0\]\.issuer .*https/],
    [section('oidc: { issuers: [{ issuer: https://idp.example, jwksUri: http://idp.example/k }] }\n'), /https/],
    [section('oidc: { issuers: [{ issuer: https://i.example, algorithms: [HS256] }] }\n'), /algorithms\[0\]/],
    [section('oidc: { issuers: [{ issuer: https://i.example, algorithms: [none] }] }\n'), /algorithms\[0\]/],
    [section('oidc: { issuers: [{ issuer: https://i.example }, { issuer: https://i.example }] }\n'), /same issuer/],
    [section('oidc: { issuers: [{ issuer: https://i.example, audience: x }] }\n'), /audience/],
  ];
  for (const [env, expected] of cases) {
    assert.throws(
      () => loadConfig([], env),
      (error: Error) => {
        assert.ok(error instanceof ConfigError, String(error));
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      },
    );
  }
});

test('one issuer can be given without a file', () => {
  const env = {
    CLOUDWATCH_MCP_AUTH: 'oidc',
    CLOUDWATCH_MCP_RESOURCE_URL: RESOURCE,
    CLOUDWATCH_MCP_OIDC_ISSUER: 'https://idp.example/',
  };
  const [issuer] = loadConfig([], env).oidc?.issuers ?? [];
  assert.deepEqual([issuer?.issuer, issuer?.audiences], ['https://idp.example/', undefined]);
  const named = loadConfig([], { ...env, CLOUDWATCH_MCP_OIDC_AUDIENCE: 'a, b' });
  assert.deepEqual(named.oidc?.issuers[0]?.audiences, ['a', 'b']);
  assert.deepEqual(named.oidc?.toolsetScopes, {
    logs: 'logs:read',
    metrics: 'metrics:read',
    alarms: 'alarms:read',
    promql: 'promql:read',
    bedrock: 'bedrock:read',
    server: false,
    cli: 'cli:read',
  });
});
