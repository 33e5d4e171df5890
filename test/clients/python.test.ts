import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startClientsService, TOKEN, type ClientsService } from './clients-service.ts';
import { findClientsPython, PYTHON_CLIENTS_MISSING } from './installed.ts';
import { assertServed } from './journey.ts';
import { walkInPython, type PythonClient } from './python-clients.ts';
import { startSpoiler } from './spoiler.ts';

const python = await findClientsPython();
const skip = python === undefined && PYTHON_CLIENTS_MISSING;

const CLIENTS: readonly (Pick<PythonClient, 'client'> & { name: string })[] = [
  { name: 'the official SDK', client: 'mcp' },
  { name: "FastMCP's client", client: 'fastmcp' },
];

let open: ClientsService;
let secured: ClientsService;
before(async () => {
  [open, secured] = await Promise.all([startClientsService(), startClientsService({ secured: true })]);
});
after(() => Promise.all([open.close(), secured.close()]));

for (const { name, client } of CLIENTS) {
  test(`${name} is served`, { skip }, async () => {
    const journey = await walkInPython(String(python), { client, mode: 'auto' }, open.url);
    assertServed(journey, { protocol: '2026-07-28' });
  });

  test(`${name} is served by the handshake of old, with a token`, { skip }, async () => {
    const journey = await walkInPython(String(python), { client, mode: 'legacy' }, secured.url, TOKEN);
    assertServed(journey, { protocol: '2025-11-25' });
  });

  test(`${name} would have noticed an answer that does not fit its schema`, { skip }, async () => {
    const spoiler = await startSpoiler(open.url);
    const journey = walkInPython(String(python), { client, mode: 'auto' }, spoiler.url);
    await assert.rejects(journey, /Invalid structured content/);
    await spoiler.close();
  });
}
