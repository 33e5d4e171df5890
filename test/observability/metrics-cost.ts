/**
 * What counting costs: `node test/observability/metrics-cost.ts`. Two services before one sandbox, with metrics and without
 * (no admin port), are asked the same in turn, ABBA; the figure is processor time a call, by /proc. Asserts nothing.
 */
import { readFileSync } from 'node:fs';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { startServiceProcess, type ServiceProcess } from '../support/service-process.ts';

const ROUNDS = 16;
const CALLS = 200;
const AT_ONCE = 8;
/** What Linux counts processor time in. */
const TICK_MS = 10;

const sandbox = await startSandbox({ makeWorld: smallWorld });
const env = {
  AWS_ENDPOINT_URL: sandbox.url,
  AWS_ACCESS_KEY_ID: sandboxCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sandboxCredentials.secretAccessKey,
};
const counting = await startServiceProcess(env);
const silent = await startServiceProcess({ ...env, CLOUDWATCH_MCP_ADMIN_PORT: '0' });

let asked = 0;
async function ask({ url }: ServiceProcess): Promise<void> {
  asked += 1;
  const params = { name: 'describe_alarms', arguments: { name_prefix: `none-${asked}`, state: 'ALARM' } };
  const answer = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: asked, method: 'tools/call', params }),
  });
  const text = await answer.text();
  if (!text.includes('none-')) throw new Error(text);
}

function cpuMs({ child }: ServiceProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Processor time a call, milliseconds. */
async function round(service: ServiceProcess): Promise<number> {
  const before = cpuMs(service);
  for (let i = 0; i < CALLS; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => ask(service)));
  return (cpuMs(service) - before) / CALLS;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await round(counting);
await round(silent);
const figures: { on: number[]; off: number[] } = { on: [], off: [] };
for (let i = 0; i < ROUNDS; i += 1) {
  const first = i % 2 === 0;
  for (const on of [first, !first]) figures[on ? 'on' : 'off'].push(await round(on ? counting : silent));
}
const [on, off] = [median(figures.on), median(figures.off)];
process.stdout.write(
  `describe_alarms: ${on.toFixed(3)} ms a call with metrics, ${off.toFixed(3)} ms without: ${(on / off).toFixed(3)} ×\n`,
);
for (const service of [counting, silent]) {
  service.child.kill('SIGKILL');
  await service.ended;
}
await sandbox.close();
