import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { inspect } from 'node:util';
import pino from 'pino';
import { listen, type Listening } from '../../src/http/listen.ts';
import { sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import { makeWorld } from '../../src/sandbox/world/world.ts';
import { ANYONE } from '../../src/principal.ts';
import { createService, type Service } from '../../src/service.ts';
import { TEST_NOW } from '../support/harness.ts';
import { agent, exchange, exchangeRaw, type HttpAnswer } from './exchange.ts';
import { judgeText } from './judge.ts';
import { probes } from './probe.ts';
import { vocabulary } from './questions.ts';
import { rawRequests } from './raw-requests.ts';
import {
  brokenHeadRequest,
  brokenMessageRequest,
  envelope,
  toolCallRequest,
  type HttpRequest,
  type ToolCall,
} from './requests.ts';
import { firstFailure } from './run.ts';
import { RUNS, SEED } from './size.ts';
import { configFor } from './subject.ts';
import { startUpstream, type Upstream } from './upstream.ts';
import { watchProcess } from './watch-process.ts';

const SETUP = { tokens: 1_000, regions: ['us-east-1', 'eu-west-1'] };
/** JSON-RPC's code for what went wrong inside, which the SDK's server gives for wrong parameters too: a list of issues. */
const INTERNAL_ERROR = -32_603;
const ISSUES = /^\[\s*\{/;
const LIST: HttpRequest = {
  method: 'POST',
  path: '/mcp',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify(envelope('tools/list', {})),
};

const uncaught = watchProcess();
const logged: string[] = [];
let upstream: Upstream;
let service: Service;
let server: Listening;
let calls: fc.Arbitrary<ToolCall>;
before(async () => {
  upstream = await startUpstream();
  const config = configFor(SETUP, upstream);
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const aws = { endpoint: upstream.awsUrl, credentials: sandboxCredentials };
  service = createService(config, log, { aws, clock: () => TEST_NOW });
  server = await listen(config, service.mcp, log, service.registry);
  const words = vocabulary(makeWorld('us-east-1', TEST_NOW));
  calls = fc.oneof(
    ...service.mcp.published(ANYONE).map((tool) => probes(tool, words).map(({ args }) => ({ name: tool.name, args }))),
  );
});
after(async () => {
  agent.destroy();
  await server.close();
  service.close();
  await upstream.close();
});

/** Of the inputs over HTTP, a twentieth of all. */
const count = (share: number) => Math.ceil((RUNS / 20) * share);

test('calls of both protocol eras are answered in words, within the budget', async () => {
  let answered = 0;
  await each(toolCallRequest(calls), count(0.4), async (request) => {
    const answer = await exchange(server.url, request);
    // Beside the answer there may be news of how far it is.
    const [reply, ...others] = judgeAnswer(answer).filter((message) => !('method' in message));
    assert.deepEqual([typeof reply, others], ['object', []], answer?.body.toString());
    if (reply?.result !== undefined && reply.result.isError !== true) answered += 1;
  });
  assert.ok(answered > 0);
});

test('broken JSON-RPC is refused without harm', async () => {
  await each(
    brokenMessageRequest(calls),
    count(0.25),
    async (request) => void judgeAnswer(await exchange(server.url, request)),
  );
});

test('odd methods, paths and headers are refused without harm', async () => {
  await each(
    brokenHeadRequest(calls),
    count(0.15),
    async (request) => void judgeAnswer(await exchange(server.url, request)),
  );
});

test('broken HTTP is refused without harm', async () => {
  await each(rawRequests(toolCallRequest(calls)), count(0.2), async (request) => {
    const received = await exchangeRaw(server.url, request, LIST);
    if (request.whole) assert.match(received, /^HTTP\/1\.1 \d{3} /);
    assert.doesNotMatch(received, /^HTTP\/1\.1 5\d\d /m);
    assert.doesNotMatch(received, /internal error|"code":-32603/i);
  });
});

test('afterwards the server is as it was', async () => {
  const answer = await exchange(server.url, LIST);
  const { result } = JSON.parse(answer?.body.toString() ?? '') as { result: { tools: unknown[] } };
  assert.equal(result.tools.length, service.mcp.published(ANYONE).length);
  assert.equal(await upstream.idle(), 0);
  assert.deepEqual(logged, []);
  assert.deepEqual(uncaught, []);
});

/** Sends generated requests, many at a time. @throws with the seed and the first request that failed */
async function each<T>(requests: fc.Arbitrary<T>, runs: number, task: (request: T) => Promise<void>): Promise<void> {
  const drawn = fc.sample(requests, { seed: SEED, numRuns: runs });
  const failed = await firstFailure(drawn, task);
  if (failed === undefined) return;
  throw new Error(`FUZZ_SEED=${SEED}: ${fc.stringify(drawn[failed.index]).slice(0, 5_000)}: ${inspect(failed.error)}`, {
    cause: failed.error,
  });
}

interface Reply {
  readonly error?: { readonly code: number; readonly message: string };
  readonly result?: { readonly content?: readonly { readonly text: string }[]; readonly isError?: boolean };
}

/** Holds an answer to what every one is promised. @returns the JSON-RPC replies in it, without notifications */
function judgeAnswer(answer: HttpAnswer | undefined): Reply[] {
  if (answer === undefined) return [];
  const { status, type, body } = answer;
  const text = body.toString();
  assert.ok(status >= 200 && status < 500, `HTTP ${status}: ${text}`);
  const messages = type.startsWith('text/event-stream')
    ? [...text.matchAll(/^data: (.+)$/gm)].map(([, data = '']): unknown => JSON.parse(data))
    : type.startsWith('application/json') && text !== ''
      ? [JSON.parse(text) as unknown].flat()
      : [];
  const replies = (messages as Reply[]).filter(({ result, error }) => result !== undefined || error !== undefined);
  for (const { error, result } of replies) {
    assert.ok(error?.code !== INTERNAL_ERROR || ISSUES.test(error.message), text);
    if (result?.content === undefined) continue;
    judgeText(result.content.map((part) => part.text).join('\n'), result.isError === true, SETUP.tokens);
  }
  return replies;
}
