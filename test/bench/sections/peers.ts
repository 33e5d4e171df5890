import { resolve } from 'node:path';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Bench } from '../bench.ts';
import { median, quantile, type Figure, type Unmeasured } from '../figures.ts';
import { filled, readPeers, type PeerEntry } from '../peers/config.ts';
import { callTool, listTools } from '../peers/connection.ts';
import { cpuOf } from '../peers/cpu-of.ts';
import { connectHttp } from '../peers/http.ts';
import { measure, type Measured } from '../peers/measure.ts';
import { ownCall, placeholders, SCENARIOS, type Scenario } from '../peers/scenarios.ts';
import { startPeer, type Side } from '../peers/start.ts';

const OWN = 'cloudwatch-mcp';

/** One call of a scenario: what a model gets for it. */
type Ask = (n: number) => Promise<string>;

/** A side with how it is asked for each scenario that it has. */
interface Asked extends Side {
  readonly asks: ReadonlyMap<string, Ask>;
}

/**
 * Other MCP servers, named in a file, beside the service over the same transport, asked the same in turn. What cannot be
 * measured is told in words, and the rest is measured.
 */
export async function* peers(bench: Bench, file: string): AsyncGenerator<Figure | Unmeasured> {
  const entries = readPeers(file);
  for (const transport of ['stdio', 'HTTP'] as const) {
    const ofTransport = entries.filter(({ url }) => (url === undefined ? 'stdio' : 'HTTP') === transport);
    if (ofTransport.length > 0) yield* overTransport(bench, transport, ofTransport);
  }
}

async function* overTransport(
  bench: Bench,
  transport: 'stdio' | 'HTTP',
  entries: readonly PeerEntry[],
): AsyncGenerator<Figure | Unmeasured> {
  const own = await startOwn(bench, transport);
  const started: Asked[] = [];
  try {
    for (const entry of entries) {
      try {
        const upstream = `http://127.0.0.1:${bench.upstream.port}`;
        const side = await startPeer(entry, bench.upstream.port, placeholders(upstream, 0));
        const asked = { ...side, asks: new Map<string, Ask>() };
        started.push(asked);
        yield* findTools(asked, entry, upstream);
      } catch (error) {
        yield { what: entry.name, trouble: (error as Error).message };
      }
    }
    for (const scenario of ['tools/list', ...SCENARIOS]) {
      const having = started.filter(({ asks }) => asks.has(scenario));
      if (having.length > 0) yield* scenarioOf(bench, `${scenario} over ${transport}`, scenario, [own, ...having]);
    }
  } finally {
    await Promise.all([own, ...started].map((side) => side.stop()));
  }
}

/** Which scenarios a peer can be asked, by the tools it says it has. */
async function* findTools(side: Asked & { asks: Map<string, Ask> }, entry: PeerEntry, upstream: string) {
  const names = (await listTools(side.connection)).map(({ name }) => name);
  side.asks.set('tools/list', () => listed(side));
  for (const [scenario, asked] of Object.entries(entry.scenarios)) {
    if (asked === undefined) continue;
    const { tool, arguments: args } = asked;
    if (names.includes(tool)) {
      side.asks.set(scenario, (n) => callTool(side.connection, tool, filled(args, placeholders(upstream, n))));
      continue;
    }
    yield {
      what: `${scenario} of ${side.name}`,
      trouble: `it has no tool ${tool}; it has ${names.join(', ') || 'none'}`,
    } satisfies Unmeasured;
  }
}

async function* scenarioOf(
  bench: Bench,
  what: string,
  scenario: string,
  sides: readonly Asked[],
): AsyncGenerator<Figure | Unmeasured> {
  const able: Asked[] = [];
  const answers: string[] = [];
  for (const side of sides) {
    try {
      answers.push((await side.asks.get(scenario)?.(bench.nextNumber())) ?? '');
      able.push(side);
    } catch (error) {
      yield { what: `${what} of ${side.name}`, trouble: (error as Error).message };
    }
  }
  if (able[0] !== sides[0] || able.length < 2) return;
  const results = await measure(
    able.map(({ asks, cpuMs }) => ({ ask: asks.get(scenario) as Ask, cpuMs })),
    bench,
  );
  for (const [i, other] of able.entries()) {
    const [ours, theirs] = [results[0], results[i]];
    if (i === 0 || ours === undefined || theirs === undefined) continue;
    if (theirs.trouble !== undefined) yield { what: `${what} of ${other.name}`, trouble: theirs.trouble };
    else yield* figures(what, other.name, ours, theirs);
    const [text = '', otherText = ''] = [answers[0], answers[i]];
    const reference = { name: other.name, value: countTokens(otherText) };
    yield { what: `${what}, answer`, value: countTokens(text), unit: 'tokens', reference };
  }
}

function* figures(what: string, name: string, ours: Measured, theirs: Measured): Generator<Figure> {
  for (const q of [0.5, 0.99]) {
    const [value, other] = [ours, theirs].map(({ single }) => median(single.map((round) => quantile(round, q))));
    yield {
      what: `${what}, p${q * 100} at c = 1`,
      value: value ?? 0,
      unit: 'ms',
      reference: { name, value: other ?? 0 },
    };
  }
  const [value, other] = [ours, theirs].map(({ callsPerSecond }) => median(callsPerSecond));
  yield { what: `${what}, c = 8`, value: value ?? 0, unit: '/s', reference: { name, value: other ?? 0 } };
  const [cpu, otherCpu] = [ours, theirs].map(({ cpuMs }) => median(cpuMs));
  if (cpu === undefined || Number.isNaN(cpu)) return;
  const isSeen = otherCpu !== undefined && !Number.isNaN(otherCpu);
  yield {
    what: `${what}, CPU per call`,
    value: cpu,
    unit: 'ms',
    ...(isSeen ? { reference: { name, value: otherCpu } } : { note: `${name} is not a process of ours` }),
  };
}

/** The service as its users run it, over the transport of those it is held against. */
async function startOwn(bench: Bench, transport: 'stdio' | 'HTTP'): Promise<Asked> {
  const { upstream, service, entry } = bench;
  const ask =
    (side: Side, scenario: Scenario): Ask =>
    (n) => {
      const { tool, arguments: args } = ownCall(scenario, n);
      return callTool(side.connection, tool, args);
    };
  const side: Side =
    transport === 'HTTP'
      ? await overHttp(service.port, service.pid)
      : await startPeer(
          {
            name: OWN,
            command: [process.execPath, resolve(import.meta.dirname, '../../..', entry), 'stdio'],
            env: { CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=http://127.0.0.1:${upstream.port}` },
            headers: {},
            scenarios: {},
          },
          upstream.port,
          {},
        );
  const asks = new Map<string, Ask>(SCENARIOS.map((scenario) => [scenario, ask(side, scenario)]));
  return { ...side, asks: asks.set('tools/list', () => listed(side)) };
}

async function overHttp(port: number, pid: number): Promise<Side> {
  const connection = await connectHttp(`http://127.0.0.1:${port}/mcp`, {});
  return { name: OWN, connection, cpuMs: () => cpuOf(pid), stop: () => connection.close() };
}

async function listed({ connection }: Side): Promise<string> {
  return JSON.stringify(await listTools(connection));
}
