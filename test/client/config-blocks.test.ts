import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { CLIENTS, configBlocks } from '../../src/client/config-blocks.ts';

const blocks = configBlocks('http://localhost:4000/mcp');
const block = (client: string) => {
  const found = blocks.find((one) => one.client === client);
  assert.ok(found, client);
  return found;
};

test('LibreChat gets the server and leave to reach a private address', () => {
  assert.deepEqual(parse(block('LibreChat').text), {
    mcpServers: {
      cloudwatch: {
        type: 'streamable-http',
        url: 'http://localhost:4000/mcp',
        timeout: 120_000,
        serverInstructions: true,
      },
    },
    mcpSettings: { allowedAddresses: ['localhost:4000'] },
  });
});

test('the note for LibreChat in a container is about the service, not the demo', () => {
  assert.match(block('LibreChat').note ?? '', /`npm start -- --server-host 0\.0\.0\.0 --allow-unauthenticated true`/);
});

test('Cursor and Claude Desktop get JSON with the URL', () => {
  assert.deepEqual(JSON.parse(block('Cursor').text), {
    mcpServers: { cloudwatch: { url: 'http://localhost:4000/mcp' } },
  });
  assert.deepEqual(JSON.parse(block('Claude Desktop').text), {
    mcpServers: { cloudwatch: { command: 'npx', args: ['-y', 'mcp-remote', 'http://localhost:4000/mcp'] } },
  });
});

test('a URL without a port is allowed with the one its scheme implies', () => {
  const [first] = configBlocks('https://mcp.example.com/mcp');
  assert.ok(first?.text.includes('- "mcp.example.com:443"'));
});

const OPTIONS = { url: 'https://mcp.example.com/mcp', name: 'obs' };

test('VS Code, Claude Code and AgentCore have formats of their own', () => {
  const none = { ...OPTIONS, auth: 'none' as const };
  assert.deepEqual(JSON.parse(CLIENTS.vscode(none).text), { servers: { obs: { type: 'http', url: OPTIONS.url } } });
  assert.deepEqual(JSON.parse(CLIENTS.claude(none).text), { mcpServers: { obs: { type: 'http', url: OPTIONS.url } } });
  assert.deepEqual(JSON.parse(CLIENTS.agentcore(none).text), {
    gatewayIdentifier: '<gateway id>',
    name: 'obs',
    targetConfiguration: { mcp: { mcpServer: { endpoint: OPTIONS.url } } },
  });
});

test('a token is taken from where each client takes secrets from, and is in no block', () => {
  const bearer = { ...OPTIONS, auth: 'bearer' as const };
  const header = (value: string) => ({ Authorization: `Bearer ${value}` });
  const json = (client: keyof typeof CLIENTS) => JSON.parse(CLIENTS[client](bearer).text) as Record<string, never>;
  assert.deepEqual(json('cursor')['mcpServers'], {
    obs: { url: OPTIONS.url, headers: header('${env:CLOUDWATCH_MCP_TOKEN}') },
  });
  assert.deepEqual(json('claude')['mcpServers'], {
    obs: { type: 'http', url: OPTIONS.url, headers: header('${CLOUDWATCH_MCP_TOKEN}') },
  });
  assert.deepEqual(json('vscode'), {
    inputs: [{ type: 'promptString', id: 'obs-token', description: 'Token for obs', password: true }],
    servers: { obs: { type: 'http', url: OPTIONS.url, headers: header('${input:obs-token}') } },
  });
  const librechat = parse(CLIENTS.librechat(bearer).text) as {
    mcpServers: { obs: { headers: object; requiresOAuth: boolean } };
  };
  assert.deepEqual(librechat.mcpServers.obs.headers, header('${CLOUDWATCH_MCP_TOKEN}'));
  assert.equal(librechat.mcpServers.obs.requiresOAuth, false);
});

test('with a login LibreChat and AgentCore are told so, and the others find out', () => {
  const oauth = { ...OPTIONS, auth: 'oauth' as const };
  assert.match(CLIENTS.librechat(oauth).text, /^ {4}requiresOAuth: true$/m);
  assert.match(CLIENTS.agentcore(oauth).text, /"credentialProviderType": "OAUTH"/);
  for (const client of ['cursor', 'claude', 'vscode', 'claude-desktop'] as const) {
    assert.equal(CLIENTS[client](oauth).text, CLIENTS[client]({ ...oauth, auth: 'none' }).text);
  }
});

test('mcp-remote is told to take http where the server is not on this machine', () => {
  const remote = CLIENTS['claude-desktop']({ url: 'http://cloudwatch-mcp:3334/mcp', name: 'obs', auth: 'none' });
  assert.match(remote.text, /"--allow-http"/);
});
