import { pathToFileURL } from 'node:url';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { packageFile } from './installed.ts';
import type { SdkClient } from './walk.ts';

/** How a client reaches the service. */
export interface Way {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const INFO = { name: 'clients-suite', version: '0' };

/** The newest of the v1 line, or the same of another version. */
export async function connectV1({ url, headers = {} }: Way, sdk = { ClientV1, TransportV1 }): Promise<SdkClient> {
  const transport = new sdk.TransportV1(new URL(url), { requestInit: { headers } });
  return connectV1By(transport, () => transport.protocolVersion, sdk);
}

/** The same on a transport of any kind. */
export async function connectV1By(
  transport: Transport,
  protocol: () => string | undefined = () => undefined,
  sdk: { ClientV1: typeof ClientV1 } = { ClientV1 },
): Promise<SdkClient> {
  const client = new sdk.ClientV1(INFO);
  await client.connect(transport);
  return {
    listTools: (params) => client.listTools(params),
    call: ({ tool, args }, onprogress) =>
      client.callTool({ name: tool, arguments: { ...args } }, undefined, onprogress && { onprogress }),
    getServerVersion: () => client.getServerVersion(),
    protocol,
    close: () => client.close(),
  };
}

/** The v1 line at the version that LibreChat states (packages/api/package.json), seen as the newest. */
export async function sdkOfLibreChat(): Promise<{ ClientV1: typeof ClientV1; TransportV1: typeof TransportV1 }> {
  const load = async (file: string) =>
    (await import(pathToFileURL(packageFile('sdk-of-librechat', `dist/esm/client/${file}.js`)).href)) as unknown;
  const { Client } = (await load('index')) as { Client: typeof ClientV1 };
  const { StreamableHTTPClientTransport } = (await load('streamableHttp')) as {
    StreamableHTTPClientTransport: typeof TransportV1;
  };
  return { ClientV1: Client, TransportV1: StreamableHTTPClientTransport };
}

/** @param mode how the revision of the protocol is found: the handshake of old, one revision alone, or by asking */
export async function connectV2(
  { url, headers = {} }: Way,
  mode: 'legacy' | 'auto' | { pin: '2026-07-28' },
): Promise<SdkClient> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode } });
  await client.connect(new TransportV2(new URL(url), { requestInit: { headers } }));
  return {
    listTools: (params) => client.listTools(params),
    call: ({ tool, args }, onprogress) =>
      client.callTool({ name: tool, arguments: { ...args } }, onprogress && { onprogress }),
    getServerVersion: () => client.getServerVersion(),
    protocol: () => client.getNegotiatedProtocolVersion(),
    close: () => client.close(),
  };
}
