import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { QUESTIONS as TOOL_QUESTIONS } from '../../support/questions.ts';
import { TOKEN_QUESTIONS, type TokenQuestion } from '../../support/token-questions.ts';
import type { Bench } from '../bench.ts';
import type { Figure } from '../figures.ts';
import { mcpRequest, runLoad, toolCall } from '../load.ts';
import { startService, startUpstream, type ServiceProcess, type Upstream } from '../processes.ts';
import type { WorldName } from '../world.ts';

/** Questions of the clients' tests for every tool; these instead where there is none, or none that finds much. */
const OWN_QUESTIONS: Readonly<Record<string, Record<string, unknown>>> = {
  search_log_events: { groups: ['/shop/checkout'], pattern: '{ $.level = "error" }', start: '-1h', limit: 20 },
  query_prometheus: { query: 'sum by (service, code) (rate(http_requests_total[5m]))', source: 'shop' },
  query_prometheus_range: { query: 'rate(requests_total{series="10"}[5m])', source: 'shop', start: '-1h', step: '1m' },
  list_prometheus_metrics: { source: 'shop' },
  list_prometheus_labels: { source: 'shop' },
  find_prometheus_series: { match: 'http_requests_total', source: 'shop' },
  list_prometheus_rules: { source: 'shop' },
};

/** Operations that a tool asks beside the data that was asked for; the raw JSON has none of them. */
const BESIDE = new Set(['GetCallerIdentity', 'ListAlarmMuteRules', 'GetAlarmMuteRule']);

/** Tokens by o200k of tools/list and of answers, beside the JSON that the upstream sent for the same. */
export async function* tokens(bench: Bench): AsyncGenerator<Figure> {
  yield* ofToolsList(bench.service);
  yield* withWorld(bench, 'tokens', Object.values<TokenQuestion>(TOKEN_QUESTIONS));
  const all = { ...Object.fromEntries(TOOL_QUESTIONS.map(([tool, args]) => [tool, args])), ...OWN_QUESTIONS };
  const questions = Object.entries(all).map(([tool, args]) => ({ what: tool, tool, args }));
  yield* withWorld(bench, 'speed', questions);
}

async function* ofToolsList(service: ServiceProcess): AsyncGenerator<Figure> {
  const { tools } = await answerOf(service, mcpRequest('tools/list', {}), '"get_server_info"');
  const bare = tools?.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const asked = `${tools?.length ?? 0} tools`;
  yield {
    what: `tools/list, ${asked}: name, description, input`,
    value: countTokens(JSON.stringify(bare)),
    unit: 'tokens',
    goal: { of: 'value', atMost: 6_000 },
  };
  yield {
    what: `tools/list, ${asked}: all that is sent`,
    value: countTokens(JSON.stringify(tools)),
    unit: 'tokens',
    goal: { of: 'value', atMost: 10_000 },
  };
}

async function* withWorld(
  bench: Bench,
  world: WorldName,
  questions: readonly (Omit<TokenQuestion, 'goal'> & { goal?: number })[],
): AsyncGenerator<Figure> {
  const upstream = await startUpstream(world);
  const service = await startService(upstream.port, { entry: bench.entry });
  try {
    for (const question of questions) yield await answerTokens(question, service, upstream);
  } finally {
    await service.stop();
    upstream.stop();
  }
}

async function answerTokens(
  { what, tool, args, goal }: Omit<TokenQuestion, 'goal'> & { goal?: number },
  service: ServiceProcess,
  upstream: Upstream,
): Promise<Figure> {
  await upstream.ask({ bodies: true });
  const { content } = await answerOf(service, toolCall(tool, args), '"text":"');
  const { bodies = [] } = await upstream.ask({ bodies: true });
  const raw = bodies.filter(({ operation }) => !BESIDE.has(operation)).map(({ body }) => body);
  return {
    what,
    value: countTokens(content?.[0]?.text ?? ''),
    unit: 'tokens',
    ...(raw.length > 0 && { reference: { name: 'JSON it read', value: countTokens(raw.join('\n')) } }),
    ...(goal !== undefined && { goal: { of: 'value', atMost: goal } }),
  };
}

interface Result {
  readonly tools?: { name: string; description: string; inputSchema: object }[];
  readonly content?: { text: string }[];
}

async function answerOf(service: ServiceProcess, request: Buffer, expected: string): Promise<Result> {
  const { last } = await runLoad(service.port, { requests: [request], concurrency: 1, expected });
  const line = last.split('\n').find((one) => /^(data: )?\{/.test(one)) ?? '';
  return (JSON.parse(line.replace(/^data: /, '')) as { result: Result }).result;
}
