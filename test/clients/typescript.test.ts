import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertServed } from './journey.ts';
import { startClientsService, TOKEN, type ClientsService } from './clients-service.ts';
import { missingPackage } from './installed.ts';
import { connectV1, connectV2, sdkOfLibreChat, type Way } from './sdk-clients.ts';
import { startSpoiler } from './spoiler.ts';
import { walk, type SdkClient } from './walk.ts';

const CLIENTS: readonly {
  readonly name: string;
  readonly protocol: string;
  readonly connect: (way: Way) => Promise<SdkClient>;
  readonly skip?: string | false;
}[] = [
  {
    name: 'SDK v1 at the version of LibreChat',
    protocol: '2025-11-25',
    connect: async (way) => connectV1(way, await sdkOfLibreChat()),
    skip: missingPackage('sdk-of-librechat'),
  },
  { name: 'the newest SDK v1', protocol: '2025-11-25', connect: (way) => connectV1(way) },
  { name: 'SDK v2 by 2026-07-28', protocol: '2026-07-28', connect: (way) => connectV2(way, { pin: '2026-07-28' }) },
  { name: 'SDK v2, which asks for the revision', protocol: '2026-07-28', connect: (way) => connectV2(way, 'auto') },
  { name: 'SDK v2 by the handshake of old', protocol: '2025-11-25', connect: (way) => connectV2(way, 'legacy') },
];

let open: ClientsService;
let secured: ClientsService;
before(async () => {
  [open, secured] = await Promise.all([startClientsService(), startClientsService({ secured: true })]);
});
after(() => Promise.all([open.close(), secured.close()]));

for (const { name, protocol, connect, skip = false } of CLIENTS) {
  test(`${name} is served`, { skip }, async () => {
    assertServed(await walk(await connect({ url: open.url })), { protocol });
  });

  test(`${name} is served with a token`, { skip }, async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    assertServed(await walk(await connect({ url: secured.url, headers })), { protocol });
  });

  test(`${name} would have noticed an answer that does not fit its schema`, { skip }, async () => {
    const spoiler = await startSpoiler(open.url);
    const client = await connect({ url: spoiler.url });
    await assert.rejects(walk(client), /Structured content does not match the tool's output schema/);
    await client.close();
    await spoiler.close();
  });
}
