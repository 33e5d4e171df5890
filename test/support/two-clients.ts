import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What both generations of the SDK's client have in common, of prompts and resources. */
export type PromptsClient = Pick<
  ClientV1,
  'listPrompts' | 'getPrompt' | 'listResources' | 'listResourceTemplates' | 'readResource' | 'complete' | 'close'
> & { getServerCapabilities(): object | undefined };

/** The client inside LibreChat. */
async function v1(url: string): Promise<PromptsClient> {
  const client = new ClientV1({ name: 'v1', version: '0' });
  await client.connect(new TransportV1(new URL(url)));
  return client;
}

async function v2(url: string): Promise<PromptsClient> {
  const client = new ClientV2({ name: 'v2', version: '0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new TransportV2(new URL(url)));
  return client;
}

/** A client of each protocol era. */
export const CLIENTS = [
  ['v1 client (LibreChat)', v1],
  ['v2 client (2026-07-28)', v2],
] as const;
