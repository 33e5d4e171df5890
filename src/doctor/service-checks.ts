import * as http from 'node:http';
import { plural } from '../format/number.ts';
import { fail, pass, warning, type Check } from './check.ts';

/** Where a service with this configuration listens. */
export interface Ports {
  readonly serverHost: string;
  readonly port: number;
  /** 0 where there is none. */
  readonly adminPort: number;
  /** Host headers that it accepts; any or local ones where there are none. */
  readonly allowedHosts: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const LIST_TOOLS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

/** Asks the service that should listen on this machine (in a pod: in this container) for its tools, and whether it is ready. */
export async function checkService(ports: Ports, signal: AbortSignal): Promise<Check[]> {
  const address = localAddress(ports.serverHost);
  const host = ports.allowedHosts[0] ?? address;
  const tools = checkPort(`service on port ${ports.port}`, toolsOf, signal, {
    host: address,
    port: ports.port,
    path: '/mcp',
    method: 'POST',
    headers: {
      host: `${host}:${ports.port}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: LIST_TOOLS,
  });
  if (ports.adminPort === 0) return [await tools];
  const ready = checkPort(`readiness on port ${ports.adminPort}`, readinessOf, signal, {
    host: address,
    port: ports.adminPort,
    path: '/readyz',
  });
  return Promise.all([tools, ready]);
}

type Reading = { readonly found: string; readonly remedy?: string };

async function checkPort(
  name: string,
  read: (answer: Answer) => Reading,
  signal: AbortSignal,
  request: http.RequestOptions & { body?: string },
): Promise<Check> {
  try {
    const { found, remedy } = read(await ask(request, signal));
    return remedy === undefined ? pass(name, found) : fail(name, found, remedy);
  } catch (error) {
    const { code = 'no answer' } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED')
      return warning(name, 'nothing listens there', 'Start the service with the same settings, then try again.');
    return fail(name, `does not answer (${code})`, 'Read the log of the service.');
  }
}

function toolsOf({ status, body }: Answer): Reading {
  const tools = body.startsWith('{') ? countTools(body) : undefined;
  if (status === 200 && tools !== undefined) return { found: `answers at /mcp with ${plural(tools, 'tool')}` };
  const remedy = 'Is it this service? Another program may have the port: CLOUDWATCH_MCP_PORT chooses another.';
  return { found: `answers tools/list with HTTP ${status}: ${body.slice(0, 120)}`, remedy };
}

function countTools(body: string): number | undefined {
  try {
    const { result } = JSON.parse(body) as { result?: { tools?: unknown } };
    return Array.isArray(result?.tools) ? result.tools.length : undefined;
  } catch {
    return undefined;
  }
}

function readinessOf({ status }: Answer): Reading {
  if (status === 200) return { found: 'ready' };
  const remedy = status === 503 ? 'It is ending: look at the pod that takes its place.' : 'Is it this service?';
  return { found: `answers /readyz with HTTP ${status}`, remedy };
}

/** The address to reach a server on this machine by the one that it binds. */
function localAddress(bound: string): string {
  if (bound === '0.0.0.0') return '127.0.0.1';
  return bound === '::' ? '::1' : bound;
}

async function ask(
  { body, ...request }: http.RequestOptions & { body?: string },
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  http
    .request({ ...request, signal }, resolve)
    .on('error', reject)
    .end(body);
  const response = await promise;
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() };
}
