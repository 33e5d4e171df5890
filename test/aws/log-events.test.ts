import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Aws } from '../../src/aws/aws.ts';
import { createAws } from '../../src/aws/gateway.ts';
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
  const aws = createAws({ region: 'us-east-1', userAgent: 'test', override });
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

/** AWS whose every page is what `answer` gives, and what is done in order: turns taken, pages asked for, words to the pacer. */
function pacedAws(answer: () => unknown): { aws: Aws; done: string[] } {
  const done: string[] = [];
  const pacer = {
    turn: async () => void done.push('turn'),
    throttled: () => void done.push('throttled'),
    answered: () => void done.push('answered'),
  };
  const logs = async () => {
    done.push('asked');
    return answer();
  };
  return { aws: { logs, searchPacer: () => pacer } as unknown as Aws, done };
}

const throttled = () => {
  throw new ToolError('throttled', 'AWS throttles');
};

void test('each page waits for its turn, and the pacer learns how it went', async () => {
  let answers = [throttled, () => ({ events: [] })];
  const { aws, done } = pacedAws(() => {
    const [next, ...rest] = answers;
    answers = rest;
    return next?.();
  });
  await filterLogEvents(aws, 'us-east-1', QUESTION, { signal });
  assert.deepEqual(done, ['turn', 'asked', 'throttled', 'turn', 'asked', 'answered']);
});

void test('a page that stays throttled is asked for four times, no more; another error once', async () => {
  const { aws, done } = pacedAws(throttled);
  await assert.rejects(filterLogEvents(aws, 'us-east-1', QUESTION, { signal }), { code: 'throttled' });
  assert.equal(done.filter((what) => what === 'asked').length, 4);
  assert.equal(done.filter((what) => what === 'throttled').length, 4);
  const refusing = pacedAws(() => {
    throw new ToolError('not_found', 'no such group');
  });
  await assert.rejects(filterLogEvents(refusing.aws, 'us-east-1', QUESTION, { signal }), { code: 'not_found' });
  assert.deepEqual(refusing.done, ['turn', 'asked']);
});
