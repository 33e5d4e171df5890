import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Aws } from '../../src/aws/aws.ts';
import { openAws } from '../../src/aws/gateway.ts';
import { filterLogEvents, type FilterQuestion } from '../../src/aws/log-events.ts';
import { ToolError } from '../../src/errors.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from '../sandbox/small-world.ts';
import { groupOf, NOW } from '../tools/logs/logs-world.ts';

const { signal } = new AbortController();
const QUESTION: FilterQuestion = {
  group: '/g',
  window: { start: NOW - 3, end: NOW - 1 },
  newestFirst: false,
  limit: 10,
};

/** AWS before a sandbox with events 1, 2, 3 and 4 ms ago. */
async function awsWithEvents(t: TestContext): Promise<Aws> {
  const events = [1, 2, 3, 4].map((back) => ({ stream: 'main', time: NOW - back, message: `${back} ms ago` }));
  const makeWorld = (region: string, madeAt: number) => ({
    ...smallWorld(region, madeAt, 0),
    logGroups: [groupOf('/g', events)],
  });
  const sandbox = await startSandbox({ clock: () => NOW, makeWorld });
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const aws = openAws({ region: 'us-east-1', userAgent: 'test', override }).own;
  t.after(() => {
    aws.close();
    return sandbox.close();
  });
  return aws;
}

void test('the start of a window belongs to it, its end does not', async (t) => {
  const page = await filterLogEvents(await awsWithEvents(t), 'us-east-1', QUESTION, { signal });
  assert.deepEqual(
    page.events.map(({ message }) => message),
    ['3 ms ago', '2 ms ago'],
  );
});

/** AWS whose every page is what `answer` gives, and how often it was asked. */
function awsAnswering(answer: () => unknown): { aws: Aws; asked: () => number } {
  let asked = 0;
  const logs = async () => {
    asked += 1;
    return answer();
  };
  return { aws: { logs } as unknown as Aws, asked: () => asked };
}

const throttled = () => {
  throw new ToolError('throttled', 'AWS throttles');
};

void test('a page that AWS throttles is asked for again', async () => {
  let answers = [throttled, () => ({ events: [] })];
  const { aws, asked } = awsAnswering(() => {
    const [next, ...rest] = answers;
    answers = rest;
    return next?.();
  });
  assert.deepEqual((await filterLogEvents(aws, 'us-east-1', QUESTION, { signal })).events, []);
  assert.equal(asked(), 2);
});

void test('a page that stays throttled is asked for four times, no more; another error once', async () => {
  const { aws, asked } = awsAnswering(throttled);
  await assert.rejects(filterLogEvents(aws, 'us-east-1', QUESTION, { signal }), { code: 'throttled' });
  assert.equal(asked(), 4);
  const refusing = awsAnswering(() => {
    throw new ToolError('not_found', 'no such group');
  });
  await assert.rejects(filterLogEvents(refusing.aws, 'us-east-1', QUESTION, { signal }), { code: 'not_found' });
  assert.equal(refusing.asked(), 1);
});
