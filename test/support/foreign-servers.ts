import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { completable as completable1 } from '@modelcontextprotocol/sdk/server/completable.js';
import {
  McpServer as McpServer1,
  ResourceTemplate as ResourceTemplate1,
} from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { completable, createMcpHandler, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** An MCP server that is none of ours. */
export interface ForeignServer {
  readonly url: string;
  /** Calls of `work` that were cancelled. */
  readonly cancelled: () => number;
  /** Sessions that were ended. */
  readonly endedSessions: () => number;
  /** The headers of the requests so far. */
  readonly headers: readonly IncomingMessage['headers'][];
  close(): Promise<void>;
}

/** What a careless or hostile server may put into a text. */
export const EVIL = '\u001b]0;owned\u0007\u001b[2Jgone\u202etxt\rover';

const NAMES = ['alice', 'alfred', 'bob'];
const namesLike = (typed: string) => NAMES.filter((name) => name.startsWith(typed));
const ORDER = {
  size: z.enum(['small', 'large']).describe('How big'),
  count: z.number().int().min(1).max(5).describe('How many'),
  gift: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
};
const WORK = { steps: z.number().int() };

interface Counts {
  cancelled: number;
  ended: number;
}

type Notify = (progress: number, total: number) => Promise<void>;

/** Reports progress, then waits to be cancelled. */
async function work(steps: number, signal: AbortSignal, counts: Counts, notify: Notify): Promise<void> {
  for (let step = 1; step <= steps; step += 1) await notify(step, steps * 2);
  if (!signal.aborted) await once(signal, 'abort');
  counts.cancelled += 1;
}

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
const message = (said: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: said } }],
});

/** A server of the second SDK, without sessions. */
export async function startModernServer(): Promise<ForeignServer> {
  const counts: Counts = { cancelled: 0, ended: 0 };
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'modern', version: '7' });
    server.registerTool('order', { description: 'Orders. More.', inputSchema: z.object(ORDER) }, (order) => ({
      ...text(`ordered ${JSON.stringify(order)}`),
      structuredContent: order,
    }));
    server.registerTool('evil', { description: EVIL }, () => text(EVIL));
    server.registerTool('fail', {}, () => ({ ...text('Error: no.'), isError: true }));
    server.registerTool('work', { inputSchema: z.object(WORK) }, async ({ steps }, { mcpReq }) => {
      const { progressToken } = mcpReq._meta ?? {};
      await work(steps, mcpReq.signal, counts, async (progress, total) => {
        if (progressToken === undefined) return;
        const params = { progressToken, progress, total, message: `step ${progress}` };
        await mcpReq.notify({ method: 'notifications/progress', params });
      });
      return text('done');
    });
    const argsSchema = z.object({ who: completable(z.string(), namesLike), how: z.string().optional() });
    server.registerPrompt('greet', { description: 'Greets', argsSchema }, ({ who }) => message(`Hello ${who}`));
    const template = new ResourceTemplate('note://{who}', { list: undefined, complete: { who: namesLike } });
    server.registerResource('note', template, {}, (uri) => ({
      contents: [{ uri: uri.href, text: `note of ${uri.host}` }],
    }));
    return server;
  });
  const answer = toNodeHandler(handler);
  return serve(
    (request, response) => void answer(request as Parameters<typeof answer>[0], response),
    counts,
    () => handler.close(),
  );
}

/** A server of the first SDK, with a session for each client. */
export async function startSessionServer(): Promise<ForeignServer> {
  const counts: Counts = { cancelled: 0, ended: 0 };
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const open = async () => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed() {
        counts.ended += 1;
      },
    });
    const server = new McpServer1({ name: 'old', version: '1' }, { capabilities: { logging: {} } });
    server.registerTool('order', { inputSchema: ORDER }, (order) => text(`ordered ${JSON.stringify(order)}`));
    server.registerTool('work', { inputSchema: WORK }, async ({ steps }, { signal, sendNotification, _meta }) => {
      await work(steps, signal, counts, async (progress, total) => {
        const token = _meta?.progressToken ?? 0;
        await sendNotification({ method: 'notifications/progress', params: { progressToken: token, progress, total } });
        await sendNotification({
          method: 'notifications/message',
          params: { level: 'info', data: `logged ${progress}` },
        });
      });
      return text('done');
    });
    server.registerPrompt('greet', { argsSchema: { who: completable1(z.string(), namesLike) } }, ({ who }) =>
      message(`Hello ${who}`),
    );
    const template = new ResourceTemplate1('note://{who}', { list: undefined, complete: { who: namesLike } });
    server.registerResource('note', template, {}, (uri) => ({
      contents: [{ uri: uri.href, text: `note of ${uri.host}` }],
    }));
    await server.connect(transport);
    return transport;
  };
  return serve(
    (request, response) => {
      void (async () => {
        const known = sessions.get(String(request.headers['mcp-session-id']));
        const body = request.method === 'POST' ? await json(request) : undefined;
        await (known ?? (await open())).handleRequest(request, response, body);
      })();
    },
    counts,
    async () => {
      for (const transport of sessions.values()) await transport.close();
    },
  );
}

async function serve(listener: RequestListener, counts: Counts, end: () => Promise<void>): Promise<ForeignServer> {
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    cancelled: () => counts.cancelled,
    endedSessions: () => counts.ended,
    headers,
    async close() {
      await end();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
