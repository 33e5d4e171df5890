/** What is taken for the body of an answer of AWS: no more than a bound, and only an object or XML. */
import type { IncomingMessage } from 'node:http';
import { readCapped } from '../capped-body.ts';
import { formatBytes } from '../format/number.ts';

/** The most that is read of one answer, bytes. AWS's own largest (FilterLogEvents 1 MB, GetMetricData 100,800 datapoints) stay far below. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The body goes on beyond `MAX_ANSWER_BYTES`. The SDK adds a hint for programmers to errors of a body without `$metadata`. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
  readonly $metadata = {};
}

/** The body was read, and is not what the operation answers. */
export class AnswerMisshapen extends Error {
  override readonly name = 'AnswerMisshapen';
  readonly $metadata = {};
}

/**
 * Reads a body up to the bound. A list, a text or nothing at all would be taken for an answer without members, which looks
 * like an empty one.
 * @throws AnswerTooLarge, or AnswerMisshapen for what is neither a JSON object nor XML
 */
export async function collectAnswer(body: IncomingMessage): Promise<Uint8Array> {
  const answer = await readCapped(body, MAX_ANSWER_BYTES);
  if (answer === undefined) throw new AnswerTooLarge(`more than ${formatBytes(MAX_ANSWER_BYTES)}`);
  if (body.statusCode === 200 && !/^\s*[{<]/.test(answer.toString('latin1', 0, 100))) {
    throw new AnswerMisshapen('neither an object nor XML');
  }
  return answer;
}

/** The operation of an SDK's command as its model calls it, `DescribeAlarms`: a bundler may rename the class. */
export function operationOf(command: object): string {
  return (command as { schema: readonly [kind: number, namespace: string, name: string] }).schema[2];
}
