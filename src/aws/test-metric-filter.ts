import { TestMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';

export interface FilterMatch {
  /** Which of the messages, from 0. */
  readonly index: number;
  /** What the pattern names of it: `$.level`, `$ip`. */
  readonly values: Readonly<Record<string, string>>;
}

/** Which messages (at most 50) a filter pattern matches, by CloudWatch Logs itself. */
export async function testMetricFilter(
  aws: Aws,
  region: string,
  question: { pattern: string; messages: readonly string[] },
  options: { signal: AbortSignal },
): Promise<FilterMatch[]> {
  const command = new TestMetricFilterCommand({
    filterPattern: question.pattern,
    logEventMessages: [...question.messages],
  });
  const { matches = [] } = await aws.logs(region, command, options);
  return matches.map(({ eventNumber = 0, extractedValues = {} }) => ({
    index: eventNumber - 1,
    values: extractedValues,
  }));
}
