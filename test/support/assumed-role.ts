import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startServiceProcess } from './service-process.ts';

export const ROLE_ARN = 'arn:aws:iam::123456789012:role/CloudWatchMCPServerRole';

/** A token in a file that is replaced as the kubelet does it: at once, never half written. */
export async function tokenFile(first: string): Promise<{ path: string; replace(token: string): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'token-test-'));
  const path = join(folder, 'token');
  await writeFile(path, first);
  return {
    path,
    async replace(token) {
      await writeFile(`${path}.new`, token);
      await rename(`${path}.new`, path);
    },
  };
}

/** Asks a tool; returns its text, and throws where it is an error. */
export type Ask = (tool: string, args?: Record<string, unknown>) => Promise<string>;

/** A real MCP client of a service process that has no credentials but those that its environment leads to. */
export async function serveWith(t: TestContext, env: Readonly<Record<string, string>>, entry?: string): Promise<Ask> {
  const service = await startServiceProcess({ CLOUDWATCH_MCP_DRAIN_DELAY: '0', ...env }, entry);
  const client = new Client({ name: 'test', version: '0' });
  t.after(async () => {
    await client.close();
    service.child.kill('SIGKILL');
    await service.ended;
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(service.url)));
  return async (tool, args = {}) => {
    const { content, isError } = await client.callTool({ name: tool, arguments: args });
    const text = (content as { text: string }[]).map((part) => part.text).join('\n');
    if (isError === true) throw new Error(`${tool}: ${text}`);
    return text;
  };
}

/** Asks one question after the other in each of `workers` until `over()`, then gives the number of answers. Rejects with the first failure. */
export async function load(ask: Ask, workers: number, over: () => boolean): Promise<number> {
  let asked = 0;
  const work = async (worker: number) => {
    for (let i = worker; !over(); i += workers) {
      // No two questions alike, so that each goes upstream.
      await ask('describe_alarms', { name_prefix: `checkout-${i}`, state: 'all' });
      asked += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
  return asked;
}
