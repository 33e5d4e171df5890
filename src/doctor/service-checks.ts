import * as http from 'node:http';
import { withDeadline } from '../deadline.ts';
import { plural } from '../format/number.ts';
import { clip } from '../format/text.ts';
import type { AuthMode } from '../setting.ts';
import { fail, warning, type Check } from './check.ts';

/** Where a service with this configuration listens. */
export interface Ports {
  readonly serverHost: string;
  readonly port: number;
  /** 0 where there is none. */
  readonly adminPort: number;
  /** Host headers that it accepts; any or local ones where there are none. */
  readonly allowedHosts: readonly string[];
  /** With `none` it lists its tools; else it asks for a token, and the doctor has none. */
  readonly auth: AuthMode;
}

/** How long a port may take to answer, milliseconds: the service lists its tools in one. */
const ANSWER_MS = 5_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

const LIST_TOOLS = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });

/**
 * Asks the service that should listen on this machine (in a pod: in this container) for its tools, and whether it is ready.
 * A port of 0 is one that only the service's log tells: it is not asked.
 * @param toolsOn how many tools the settings switch on
 */
export async function checkService(ports: Ports, toolsOn: number, signal: AbortSignal): Promise<Check[]> {
  const address = localAddress(ports.serverHost);
  const checks: Promise<Check>[] = [];
  if (ports.port !== 0) {
    const name = `service on port ${ports.port}`;
    const headers = {
      host: `${ports.allowedHosts[0] ?? address}:${ports.port}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    const request = { host: address, port: ports.port, path: '/mcp', method: 'POST', headers, body: LIST_TOOLS };
    checks.push(checkPort(name, (answer) => mcpOf(answer, ports.auth, toolsOn), signal, request));
  }
  if (ports.adminPort !== 0) {
    const request = { host: address, port: ports.adminPort, path: '/readyz' };
    checks.push(checkPort(`readiness on port ${ports.adminPort}`, readinessOf, signal, request));
  }
  return Promise.all(checks);
}

type Reading = Pick<Check, 'status' | 'found' | 'remedy'>;

async function checkPort(
  name: string,
  read: (answer: Answer) => Reading,
  signal: AbortSignal,
  request: http.RequestOptions & { body?: string },
): Promise<Check> {
  try {
    return { name, ...read(await withDeadline(signal, ANSWER_MS, (deadline) => ask(request, deadline.signal))) };
  } catch (error) {
    const { code = 'no answer' } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED')
      return warning(name, 'nothing listens there', 'Start the service with the same settings, then try again.');
    const found = code === 'ABORT_ERR' ? `does not answer within ${ANSWER_MS / 1000} s` : `does not answer (${code})`;
    return fail(name, found, 'Read the log of the service.');
  }
}

function mcpOf(answer: Answer, auth: AuthMode, toolsOn: number): Reading {
  if (auth === 'none') return toolsOf(answer, toolsOn);
  if (answer.status === 401) return { status: 'pass', found: `asks for a token (${auth})` };
  if (answer.status !== 200) return toolsOf(answer, toolsOn);
  const remedy = 'It runs with other settings: restart it with these, or give doctor the same.';
  return { status: 'fail', found: `answers without a token, and CLOUDWATCH_MCP_AUTH is ${auth}`, remedy };
}

function toolsOf({ status, body }: Answer, toolsOn: number): Reading {
  const tools = body.startsWith('{') ? countTools(body) : undefined;
  if (status !== 200 || tools === undefined) {
    const said = clip(body.replaceAll(/\s+/g, ' '), 80);
    const remedy = 'Is it this service? Another program may have the port: CLOUDWATCH_MCP_PORT chooses another.';
    return { status: 'fail', found: `answers tools/list with HTTP ${status}: ${said}`, remedy };
  }
  const found = `answers at /mcp with ${plural(tools, 'tool')}`;
  if (tools === toolsOn) return { status: 'pass', found };
  const remedy = `These settings have ${plural(toolsOn, 'tool')}: it runs with others. Give doctor the same, or restart it.`;
  return { status: 'warning', found, remedy };
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
  if (status === 200) return { status: 'pass', found: 'ready' };
  const remedy = status === 503 ? 'It is ending: look at the pod that takes its place.' : 'Is it this service?';
  return { status: 'fail', found: `answers /readyz with HTTP ${status}`, remedy };
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
