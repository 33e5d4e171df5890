import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configBlocks } from '../../src/client/config-blocks.ts';
import { CHART, ROOT } from '../../scripts/chart.ts';
import { missing } from '../../scripts/deploy-tools.ts';
import { notes } from './render-notes.ts';

/** The block for LibreChat, as the README and the demo show it. */
function libreChat(url: string): string {
  return configBlocks(url).find(({ client }) => client === 'LibreChat')?.text ?? '';
}

void test('the notes have the LibreChat block of this release', { skip: missing('helm') }, async () => {
  assert.ok((await notes()).includes(libreChat('http://cloudwatch-mcp:3334/mcp')));
  const other = await notes({ service: { port: 80 }, fullnameOverride: 'reader' });
  assert.ok(other.includes(libreChat('http://reader:80/mcp')), other);
});

void test("the READMEs' LibreChat blocks for the Service are those of the code", () => {
  const block = libreChat('http://cloudwatch-mcp:3334/mcp');
  assert.ok(readFileSync(join(CHART, 'README.md'), 'utf8').includes(`\`\`\`yaml\n${block}\n\`\`\``));
  const blocks = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```yaml\n(mcpServers:.*?)\n```/gs);
  for (const [, text = ''] of blocks) {
    const url = /url: (\S+)/.exec(text)?.[1] ?? '';
    assert.equal(text, libreChat(url));
  }
});

/** The block for LibreChat in the notes of a release. */
const blockOf = (text: string): unknown => parse(/^mcpServers:\n(?:.+\n)+/m.exec(text)?.[0] ?? '');

void test(
  "the LibreChat blocks of docs/authentication.md are those of the notes, for the document's own values",
  { skip: missing('helm') },
  async () => {
    const document = readFileSync(join(ROOT, 'docs/authentication.md'), 'utf8');
    const documented = [...document.matchAll(/```yaml\n(mcpServers:[^]*?)```/g)].map(([, text = '']): unknown =>
      parse(text),
    );
    const cognito = /### Amazon Cognito[^]*?```yaml\n([^]*?)```/.exec(document)?.[1] ?? '';
    const { resourceUrl, oidc } = parse(cognito) as { resourceUrl: string; oidc: object };
    const bearer = await notes({ auth: { mode: 'bearer', existingSecret: 'callers' } });
    const login = await notes({ auth: { mode: 'oidc', resourceUrl, oidc } });
    assert.deepEqual(documented, [blockOf(bearer), blockOf(login)]);
  },
);

void test(
  'the notes ask the issuer with a login for the scopes of the toolsets, as they are named there',
  { skip: missing('helm') },
  async () => {
    const issuers = [
      {
        issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/A',
        limitByScopes: false,
        authorizationServer: false,
        namePrefix: 'eks:',
      },
      { issuer: 'https://issuer.example.com', scopePrefix: 'api://x/', requiredScopes: ['connect'], namePrefix: 'p:' },
    ];
    const values = (more: object) => ({
      auth: { mode: 'oidc', resourceUrl: 'https://mcp.example.com/mcp', oidc: { issuers, ...more } },
      config: { toolsets: ['logs', 'alarms', 'server'] },
    });
    assert.match(
      await notes(values({})),
      /scope: openid api:\/\/x\/connect api:\/\/x\/logs:read api:\/\/x\/alarms:read\n/,
    );
    const other = await notes(values({ toolsetScopes: { logs: false, alarms: 'read', server: 'read' } }));
    assert.match(other, /scope: openid api:\/\/x\/connect api:\/\/x\/read\n/);
  },
);

void test('the notes say how tokens are written, and one is read back', { skip: missing('helm') }, async () => {
  const text = await notes({ auth: { mode: 'bearer', existingSecret: 'callers', existingSecretKey: 'list.txt' } });
  const [, written = ''] = /\n( +printf [^|]*)\|/.exec(text) ?? [];
  const { stdout } = spawnSync('sh', [
    '-c',
    written.replaceAll('openssl rand -hex 32', 'echo some-token-of-20-chars-or-more-$$'),
  ]);
  assert.deepEqual(
    stdout
      .toString()
      .split('\n')
      .map((line) => line.split(':')[0]),
    ['librechat', 'batch', ''],
  );
  assert.match(text, /create secret generic callers -n jarvis --from-file=list\.txt=\/dev\/stdin\n/);
  assert.ok(
    text.includes(`-o go-template='{{index .data "list.txt" | base64decode}}' | sed -n 's/^librechat: *//p'\n`),
    text,
  );
});
