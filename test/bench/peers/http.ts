import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { INITIALIZE, resultOf, type Connection, type Message } from './connection.ts';

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Speaks with a server over streamable HTTP on kept connections, in the session that the server asks for. */
export async function connectHttp(url: string, headers: Readonly<Record<string, string>>): Promise<Connection> {
  const tls = url.startsWith('https:');
  const agent = tls ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const own: Record<string, string> = {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  let asked = 0;

  async function post(message: object): Promise<Reply> {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const reply = Promise.withResolvers<Reply>();
    const length = { 'content-length': Buffer.byteLength(body) };
    const sent = (tls ? requestTls : request)(url, { method: 'POST', agent, headers: { ...own, ...length } });
    sent.once('error', reply.reject).once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).once('error', reply.reject);
      response.once('end', () =>
        reply.resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString(),
        }),
      );
    });
    sent.end(body);
    return reply.promise;
  }

  async function exchange(method: string, params: object): Promise<Reply & { message: Message }> {
    asked += 1;
    const id = asked;
    const reply = await post({ id, method, params });
    if (reply.status !== 200) throw new Error(`it answered HTTP ${reply.status}: ${reply.body.slice(0, 300)}`);
    const message = messagesOf(reply).find((one) => one.method === undefined && String(one.id) === String(id));
    if (message === undefined) throw new Error(`it did not answer ${method}: ${reply.body.slice(0, 300)}`);
    return { ...reply, message };
  }

  const connection: Connection = {
    request: async (method, params = {}) => resultOf((await exchange(method, params)).message),
    close: async () => agent.destroy(),
  };
  try {
    const hello = await exchange('initialize', INITIALIZE);
    own['mcp-protocol-version'] = resultOf(hello.message).protocolVersion ?? INITIALIZE.protocolVersion;
    const session = hello.headers['mcp-session-id'];
    if (session !== undefined) own['mcp-session-id'] = String(session);
    await post({ method: 'notifications/initialized' });
    return connection;
  } catch (error) {
    agent.destroy();
    throw error;
  }
}

/** The body is a message, or an event stream of some. */
function messagesOf({ headers, body }: Reply): Message[] {
  if (headers['content-type']?.startsWith('text/event-stream') !== true) return [JSON.parse(body) as Message];
  return body
    .split(/\r?\n\r?\n/)
    .map((event) =>
      event
        .split(/\r?\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n'),
    )
    .filter((data) => data !== '')
    .map((data) => JSON.parse(data) as Message);
}
