import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Bench } from '../bench.ts';
import { median, type Figure } from '../figures.ts';
import { mcpRequest, runLoad, toolCall } from '../load.ts';
import { startService, type ServiceProcess } from '../processes.ts';
import { QUESTIONS } from '../questions.ts';

const STARTS = 7;
const CONCURRENCY = 8;
/** The resident memory rises and falls with garbage collections: a figure is the median of so many readings, each this many calls after another. */
const READINGS = 5;
const CALLS_BETWEEN = 100;
/** One arena of malloc for all threads, as the container image has it: each further one keeps what it was given. */
const AS_IN_THE_IMAGE = { MALLOC_ARENA_MAX: '1' };
/** By which two such medians differ where nothing is gained. */
const NOISE_MIB = 3;

/** From the start of the process to the first answered tools/list, and resident memory as calls go by. */
export async function* startAndMemory(bench: Bench): AsyncGenerator<Figure> {
  const starts: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < STARTS; i += 1) {
    starts.push(await startOnce(bench));
    bare.push(await startNode());
  }
  yield {
    what: 'cold start to the first tools/list',
    value: median(starts) / 1000,
    unit: 's',
    reference: { name: 'node with an empty script', value: median(bare) / 1000 },
    goal: { of: 'value', atMost: 0.5 },
  };
  const service = await startService(bench.upstream.port, { entry: bench.entry, env: AS_IN_THE_IMAGE });
  try {
    yield* memory(bench, service);
  } finally {
    await service.stop();
  }
}

async function* memory(bench: Bench, service: ServiceProcess): AsyncGenerator<Figure> {
  await listTools(service);
  yield {
    what: 'resident memory, idle',
    value: await service.residentMiB(),
    unit: 'MiB',
    goal: { of: 'value', atMost: 100 },
  };
  const connect = mcpRequest('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'bench', version: '0' },
  });
  await runLoad(service.port, { requests: [connect], concurrency: 1, expected: '"instructions"' });
  // The SDK's server was loaded for it.
  yield {
    what: 'resident memory, idle, after a client connected',
    value: await service.residentMiB(),
    unit: 'MiB',
  };
  let calls = 0;
  const readAt = async (goal: number): Promise<number> => {
    const before = goal - READINGS * CALLS_BETWEEN;
    await mixedCalls(bench, service, before - calls);
    const readings: number[] = [];
    for (let i = 0; i < READINGS; i += 1) {
      await mixedCalls(bench, service, CALLS_BETWEEN);
      readings.push(await service.residentMiB());
    }
    calls = goal;
    return median(readings);
  };
  const after = { 2000: await readAt(2_000), 5000: await readAt(5_000), 10_000: await readAt(10_000) };
  for (const [count, value] of Object.entries(after)) {
    const goal = count === '2000' ? ({ of: 'value', atMost: 150 } as const) : undefined;
    yield { what: `resident memory, after ${count} calls`, value, unit: 'MiB', goal };
  }
  yield {
    what: 'gained from call 5000 to 10000',
    value: after[10_000] - after[5000],
    unit: 'MiB',
    goal: { of: 'value', atMost: NOISE_MIB },
  };
}

async function mixedCalls(bench: Bench, service: ServiceProcess, count: number): Promise<void> {
  const requests = Array.from({ length: count }, (_, i) => {
    const { tool, args } = QUESTIONS[i % QUESTIONS.length] ?? { tool: '', args: () => ({}) };
    return toolCall(tool, args(bench.nextNumber()));
  });
  await runLoad(service.port, { requests, concurrency: CONCURRENCY, expected: '"text":"' });
}

async function startOnce(bench: Bench): Promise<number> {
  const began = performance.now();
  const service = await startService(bench.upstream.port, { entry: bench.entry });
  await listTools(service);
  const took = performance.now() - began;
  await service.stop();
  return took;
}

async function listTools(service: ServiceProcess): Promise<void> {
  const requests = [mcpRequest('tools/list', {})];
  await runLoad(service.port, { requests, concurrency: 1, expected: '"get_server_info"' });
}

async function startNode(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ['--eval', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}
