import { search } from 'jmespath';
import type { Json } from '../../../analysis/cli/plain.ts';
import { ToolError } from '../../../errors.ts';
import { upstreamWords } from '../../../format/text.ts';

/** What a `--query` makes of an answer. @throws ToolError invalid_input for what is no JMESPath, or does not fit the answer */
export function runQuery(query: string, value: Json): Json {
  try {
    return (search(value, query) as Json | undefined) ?? null;
  } catch (error) {
    const why = error instanceof Error ? upstreamWords(error.message) : '';
    throw new ToolError(
      'invalid_input',
      `--query is no JMESPath that fits the answer: ${why}. Strings go in single quotes, numbers in backticks.`,
    );
  }
}
