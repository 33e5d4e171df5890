import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startClientsService, TOKEN, type ClientsService } from './clients-service.ts';
import { inspect, walkInspector } from './inspector.ts';
import { missingPackage } from './installed.ts';
import { assertServed } from './journey.ts';

const skip = missingPackage('@modelcontextprotocol/inspector');

let open: ClientsService;
let secured: ClientsService;
before(async () => {
  [open, secured] = await Promise.all([startClientsService(), startClientsService({ secured: true })]);
});
after(() => Promise.all([open.close(), secured.close()]));

test('the command line of MCP Inspector is served', { skip }, async () => {
  assertServed(await walkInspector({ url: open.url }, 'modern'));
});

test('the command line of MCP Inspector is served by the handshake of old, with a token', { skip }, async () => {
  assertServed(await walkInspector({ url: secured.url, headers: { Authorization: `Bearer ${TOKEN}` } }, 'legacy'));
});

test('it is told to log in where it has no token', { skip }, async () => {
  const { code, stderr } = await inspect({ url: secured.url }, ['--method', 'tools/list', '--stored-auth-only']);
  assert.notEqual(code, 0);
  assert.match(stderr, /auth_required/);
});

test('it finds every schema portable, and warns of no input schema', { skip }, async () => {
  const { code, stderr } = await inspect({ url: open.url }, ['--method', 'tools/list', '--strict']);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /inputSchema/);
});
