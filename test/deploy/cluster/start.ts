/** In a client pod: starts the image's own service, asks it, ends it by SIGTERM. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { check, request } from './mcp.ts';

/** The best of so many: what the image takes, not what its neighbours on the node do. */
const STARTS = 5;
const MOST_MS = 1_000;

async function start(): Promise<{ startMs: number; code: unknown }> {
  const began = performance.now();
  const service = spawn(
    'cloudwatch-mcp',
    ['--server-host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--drain-delay', '0'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(service, 'exit');
  const url = await new Promise<string>((resolve) => {
    createInterface(service.stdout).on('line', (line) => {
      const [found] = /http:\/\/[^"]+\/mcp/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  await request(url, 'tools/list', {}, { connection: 'close' });
  const startMs = Math.round(performance.now() - began);
  service.kill('SIGTERM');
  const [code] = (await ended) as unknown[];
  return { startMs, code };
}

const starts: { startMs: number; code: unknown }[] = [];
await check(
  'cloudwatch-mcp is on the PATH, answers tools/list in under a second, and ends with 0 on SIGTERM',
  async () => {
    for (let i = 0; i < STARTS; i += 1) starts.push(await start());
    const times = starts.map(({ startMs }) => startMs).toSorted((a, b) => a - b);
    const said = `${times.join(', ')} ms`;
    if (starts.some(({ code }) => code !== 0))
      throw new Error(`ended with ${starts.map(({ code }) => code).join(', ')}`);
    if ((times[0] ?? Infinity) >= MOST_MS) throw new Error(said);
    return said;
  },
);
