import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { configBlocks } from '../../src/client/config-blocks.ts';

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
