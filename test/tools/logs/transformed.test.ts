import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { ToolError } from '../../../src/errors.ts';
import { transformedNote } from '../../../src/tools/logs/shared/transformed.ts';

const signal = new AbortController().signal;

/** A gateway that knows GetTransformer alone. */
function gateway(
  answer: (group: string, signal: AbortSignal) => Promise<object>,
): Pick<Aws, 'logs'> & { asked: string[] } {
  const asked: string[] = [];
  const logs = async (_region: string, command: object, options: { signal: AbortSignal }) => {
    const { logGroupIdentifier } = (command as { input: { logGroupIdentifier: string } }).input;
    asked.push(logGroupIdentifier);
    return answer(logGroupIdentifier, options.signal);
  };
  return { asked, logs: logs as never };
}

const ask = (groups: string[], aws: Pick<Aws, 'logs'>) =>
  transformedNote(groups, 'us-east-1', { aws: aws as Aws, signal, timeLeft: () => 30_000 });

test('groups with a transformer are named, each asked about once, and not more than three', async () => {
  const aws = gateway(async (group) => (group === 'b' ? { transformerConfig: [{ parseJSON: {} }] } : {}));
  const note = await ask(['a', 'b', 'a', 'c', 'd'], aws);
  assert.match(note ?? '', /: b has a log transformer; .* Logs Insights shows the transformed ones/);
  assert.deepEqual(aws.asked, ['a', 'b', 'c']);
  assert.equal(await ask(['a'], aws), undefined);
});

test('where it may not be asked, the missing action is said', async () => {
  const refused = gateway(() => Promise.reject(new ToolError('access_denied', 'no')));
  assert.match((await ask(['a', 'b'], refused)) ?? '', /unknown: needs logs:GetTransformer/);
});

test('where AWS fails, or does not answer in a second, nothing is said', async () => {
  const failing = gateway(() => Promise.reject(new ToolError('upstream', 'no')));
  assert.equal(await ask(['a'], failing), undefined);
  const silent = gateway(
    (_group, waiting) =>
      new Promise((_resolve, reject) => waiting.addEventListener('abort', () => reject(waiting.reason as Error))),
  );
  const keepAlive = setTimeout(() => undefined, 5_000);
  assert.equal(await ask(['a'], silent), undefined);
  clearTimeout(keepAlive);
  const broken = gateway(() => Promise.reject(new TypeError('bug')));
  await assert.rejects(ask(['a'], broken), TypeError);
});
