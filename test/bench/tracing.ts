/**
 * `node test/bench/tracing.ts [--base <main.js of another build>]`: what traces cost a call, `dist/main.js` on both sides.
 * Asks them in turn, ABBA: off beside the other build, which knows no traces, and on beside off. Prints medians and ratios.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { median } from './figures.ts';
import { mcpRequest, runLoad } from './load.ts';
import { startService, startUpstream, type ServiceProcess } from './processes.ts';
import { QUESTIONS } from './questions.ts';

const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '400' },
  },
});
const CONCURRENCY = 8;
const [question] = QUESTIONS;
if (question === undefined) throw new Error('there is no question');

const upstream = await startUpstream();
/** Takes all that comes and reads none of it: a collector is no part of the service's cost. */
const collector = createServer((request, response) => void request.resume().once('end', () => response.end()));
await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
const { port } = collector.address() as AddressInfo;
const on = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };

let asked = 0;
interface Round {
  readonly callsPerSecond: number;
  readonly cpuMs: number;
}

async function round({ port: to, cpuMs }: ServiceProcess): Promise<Round> {
  const calls = Number(values.calls);
  const requests = Array.from({ length: calls }, () => {
    asked += 1;
    return mcpRequest('tools/call', { name: question?.tool, arguments: question?.args(asked) }, false);
  });
  const before = await cpuMs();
  const { wallMs } = await runLoad(to, { requests, concurrency: CONCURRENCY, expected: question?.expected ?? '' });
  return { callsPerSecond: (calls / wallMs) * 1000, cpuMs: ((await cpuMs()) - before) / calls };
}

async function beside(what: string, a: ServiceProcess, b: ServiceProcess): Promise<void> {
  for (const service of [a, b, b, a]) await round(service);
  const [ofA, ofB]: [Round[], Round[]] = [[], []];
  for (let n = 0; n < Number(values.rounds); n += 1) {
    ofA.push(await round(a));
    ofB.push(await round(b), await round(b));
    ofA.push(await round(a));
  }
  for (const key of ['callsPerSecond', 'cpuMs'] as const) {
    const [one, other] = [ofA, ofB].map((rounds) => median(rounds.map((of) => of[key])));
    const ratio = ((one ?? 0) / (other ?? 1)).toFixed(3);
    process.stdout.write(`${what}: ${key} ${one?.toFixed(2)} beside ${other?.toFixed(2)}, ratio ${ratio}\n`);
  }
}

const start = (entry: string, env = {}) => startService(upstream.port, { entry, env });
const off = await start('dist/main.js');
if (values.base !== undefined) {
  const base = await start(values.base);
  await beside('traces off beside a build without', off, base);
  await base.stop();
}
const traced = await start('dist/main.js', on);
await beside('traces on beside off', traced, off);
await Promise.all([traced.stop(), off.stop()]);
upstream.stop();
collector.close();
