import type { Bench } from '../bench.ts';
import { median, quantile, type Figure } from '../figures.ts';
import { mark } from '../fixed-answers.ts';
import { mcpRequest, runLoad, toolCall } from '../load.ts';
import { startService, type ServiceProcess } from '../processes.ts';
import { QUESTIONS } from '../questions.ts';

const DELAY_MS = 2_000;
const SLOW_CALLS = 8;
/** Beyond the delay, for the calls themselves, seconds. */
const MARGIN_S = 0.05;
/** The deadline of a call in this section, seconds. */
const DEADLINE_S = 5;
/** Callers of an upstream that never answers: as many as there are sockets to AWS, and more. */
const SILENT_CALLERS = [1, 8, 100];

/** What slow and silent upstreams cost those who ask them, and everyone else. */
export async function* slowUpstream(bench: Bench): AsyncGenerator<Figure> {
  const env = { CLOUDWATCH_MCP_TOOL_TIMEOUT: String(DEADLINE_S) };
  const service = await startService(bench.upstream.port, { entry: bench.entry, env });
  try {
    for (const question of QUESTIONS) await others(bench, service, question.name, 50);
    await lists(service, 300);
    yield* slow(bench, service);
    for (const callers of SILENT_CALLERS) yield* silent(bench, service, callers);
  } finally {
    await bench.upstream.ask({ delayMs: 0, silentFor: undefined });
    await service.stop();
  }
}

async function* slow(bench: Bench, service: ServiceProcess): AsyncGenerator<Figure> {
  await bench.upstream.ask({ delayMs: DELAY_MS });
  const requests = Array.from({ length: SLOW_CALLS }, (_, i) => {
    const { tool, args } = QUESTIONS[i % QUESTIONS.length] ?? { tool: '', args: () => ({}) };
    return toolCall(tool, args(bench.nextNumber()));
  });
  const calls = runLoad(service.port, { requests, concurrency: SLOW_CALLS, expected: '"text":"' });
  const meanwhile = await lists(service, 200);
  const { wallMs } = await calls;
  await bench.upstream.ask({ delayMs: 0 });
  yield {
    what: `${SLOW_CALLS} calls of ${DELAY_MS / 1000} s in flight: all done after`,
    value: wallMs / 1000,
    unit: 's',
    goal: { of: 'value', atMost: DELAY_MS / 1000 + MARGIN_S },
  };
  yield {
    what: 'tools/list meanwhile, p50',
    value: quantile(meanwhile, 0.5),
    unit: 'ms',
    goal: { of: 'value', atMost: 3 },
  };
  yield { what: 'tools/list meanwhile, p99', value: quantile(meanwhile, 0.99), unit: 'ms' };
}

async function* silent(bench: Bench, service: ServiceProcess, callers: number): AsyncGenerator<Figure> {
  const before = median(await others(bench, service, 'get_metric_statistics', 200));
  const numbers = Array.from({ length: callers }, () => bench.nextNumber());
  // The questions of these callers have a mark of their own before the number.
  const silentFor = 'never-answered';
  await bench.upstream.ask({ silentFor });
  const requests = numbers.map((n) => toolCall('describe_alarms', { name_prefix: `${silentFor}${mark(n)}` }));
  const load = { requests, concurrency: callers, expected: 'Error: ', errors: true };
  const calls = runLoad(service.port, load);
  const meanwhile = median(await others(bench, service, 'get_metric_statistics', 200));
  const { latenciesMs } = await calls;
  await bench.upstream.ask({ silentFor: undefined });
  yield {
    what: `${callers} callers of a silent upstream: the last is told after`,
    value: Math.max(...latenciesMs) / 1000,
    unit: 's',
    goal: { of: 'value', atMost: DEADLINE_S + 0.5 },
    note: `deadline ${DEADLINE_S} s`,
  };
  yield {
    what: `others meanwhile, p50 of get_metric_statistics`,
    value: meanwhile,
    unit: 'ms',
    reference: { name: 'before', value: before },
    goal: { of: 'ratio', atMost: 1.5 },
  };
}

async function others(bench: Bench, service: ServiceProcess, name: string, count: number): Promise<number[]> {
  const { tool, args, expected } = QUESTIONS.find((question) => question.name === name) ?? {
    tool: '',
    args: () => ({}),
    expected: '',
  };
  const requests = Array.from({ length: count }, () => toolCall(tool, args(bench.nextNumber())));
  return (await runLoad(service.port, { requests, concurrency: 1, expected })).latenciesMs;
}

async function lists(service: ServiceProcess, count: number): Promise<number[]> {
  const requests = Array.from({ length: count }, () => mcpRequest('tools/list', {}));
  return (await runLoad(service.port, { requests, concurrency: 1, expected: '"get_server_info"' })).latenciesMs;
}
