import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startClientsService, TOKEN, type ClientsService } from './clients-service.ts';
import { missingPackage, packageFile } from './installed.ts';
import { assertServed, type Journey } from './journey.ts';
import { connectV1By } from './sdk-clients.ts';
import { walk } from './walk.ts';

const skip = missingPackage('mcp-remote');
const PROGRAM = packageFile('mcp-remote', 'dist/proxy.js');

let open: ClientsService;
let secured: ClientsService;
before(async () => {
  [open, secured] = await Promise.all([startClientsService(), startClientsService({ secured: true })]);
});
after(() => Promise.all([open.close(), secured.close()]));

/** As Claude Desktop runs it: a process that speaks MCP on its standard streams, by `args` and `env` of a configuration. */
async function walkThrough(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Journey> {
  const home = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
  try {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [PROGRAM, ...args],
      env: { PATH: process.env['PATH'] ?? '', HOME: home, ...env },
      stderr: 'ignore',
    });
    return await walk(await connectV1By(transport));
  } finally {
    rmSync(home, { recursive: true });
  }
}

test('mcp-remote is served', { skip }, async () => {
  assertServed(await walkThrough([open.url]));
});

test('mcp-remote is served with a token in a header, as its README has it', { skip }, async () => {
  const args = [secured.url, '--header', 'Authorization:${AUTH_HEADER}'];
  assertServed(await walkThrough(args, { AUTH_HEADER: `Bearer ${TOKEN}` }));
});

test('mcp-remote is served by streamable HTTP alone', { skip }, async () => {
  assertServed(await walkThrough([open.url, '--transport', 'http-only']));
});
