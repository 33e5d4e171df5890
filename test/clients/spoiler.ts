import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

/** A proxy that takes from answers of tools what their schemas require, so that a client's validator has something to find. */
export interface Spoiler {
  readonly url: string;
  close(): Promise<void>;
}

const DROPPED = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'date']);

/** @param target the URL of `/mcp` of a service */
export async function startSpoiler(target: string): Promise<Spoiler> {
  const server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const body = await textOf(request);
      const headers = Object.entries(request.headers).filter(([name]) => !DROPPED.has(name));
      const answer = await fetch(target, {
        method: request.method ?? 'GET',
        headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
        ...(body !== '' && { body }),
      });
      const kept = [...answer.headers].filter(([name]) => !DROPPED.has(name));
      response.writeHead(answer.status, Object.fromEntries(kept));
      response.end(spoilt(await answer.text()));
    };
    forward().catch((error: unknown) => response.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Of a stream each event. */
function spoilt(body: string): string {
  return body.replace(
    /^(data: )?(\{.*"structuredContent".*\})$/gm,
    (_line, prefix: string | undefined, json: string) => {
      const message = JSON.parse(json) as { result: object };
      return `${prefix ?? ''}${JSON.stringify({ ...message, result: { ...message.result, structuredContent: {} } })}`;
    },
  );
}
