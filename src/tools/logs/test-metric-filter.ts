import * as z from 'zod';
import { patternMistakes, patternWords, unmatchedHints } from '../../analysis/filter-pattern-words.ts';
import { testMetricFilter as testFilter } from '../../aws/test-metric-filter.ts';
import { ToolError } from '../../errors.ts';
import { formatCall } from '../../format/call.ts';
import { MAX_PATTERN_CHARS } from '../../format/filter-pattern.ts';
import { indentLines } from '../../format/log-message.ts';
import { formatCount } from '../../format/number.ts';
import { clip, fence, paragraphs, renderMore } from '../../format/text.ts';
import { defineTool } from '../define.ts';
import { accountParam, oneRegion, pageFields, regionParam } from '../params.ts';
import { isPatternError, patternError } from './shared/log-errors.ts';

/** What TestMetricFilter takes. */
const MAX_LINES = 50;
const MAX_LINE_CHARS = 20_000;
/** How much of a line is shown. */
const SHOWN_CHARS = 300;

const input = z.strictObject({
  pattern: z.string().min(1).max(MAX_PATTERN_CHARS).describe('CloudWatch filter syntax'),
  lines: z.array(z.string().min(1).max(MAX_LINE_CHARS)).min(1).max(MAX_LINES).describe('Log messages, as they are'),
  region: regionParam,
  account: accountParam,
});

const row = z.object({
  line: z.int(),
  matches: z.boolean(),
  message: z.string(),
  values: z.record(z.string(), z.string()).optional(),
});

const output = z.object({
  pattern: z.string(),
  meaning: z.string(),
  matched: z.int(),
  lines: z.int(),
  hints: z.array(z.string()),
  items: z.array(row),
  ...pageFields,
});

type Output = z.output<typeof output>;

export const testMetricFilter = defineTool({
  name: 'test_metric_filter',
  title: 'Test metric filter',
  description:
    'Does a CloudWatch Logs filter pattern match these lines? CloudWatch Logs itself says which match and what values the pattern takes from them; a refused pattern is explained. Try a pattern here before search_log_events or a metric filter uses it.',
  toolset: 'logs',
  actions: ['logs:TestMetricFilter'],
  input,
  output,
  async run({ pattern, lines, ...asked }, context): Promise<Output> {
    const region = oneRegion(asked, context);
    const question = { pattern, messages: lines };
    const matches = await testFilter(context.aws, region, question, { signal: context.signal }).catch(
      (error: unknown) => {
        throw error instanceof ToolError && isPatternError(error, { pattern }) ? explained(error, pattern) : error;
      },
    );
    const valuesOf = new Map(matches.map(({ index, values }) => [index, values]));
    const unmatched = new Map(lines.flatMap((line, i) => (valuesOf.has(i) ? [] : [[i + 1, line]])));
    const items = lines.map((line, i) => {
      const values = valuesOf.get(i);
      const hasValues = values !== undefined && Object.keys(values).length > 0;
      return {
        line: i + 1,
        matches: values !== undefined,
        message: clip(line, SHOWN_CHARS),
        ...(hasValues && { values: { ...values } }),
      };
    });
    return {
      pattern,
      meaning: patternWords(pattern).words,
      matched: valuesOf.size,
      lines: lines.length,
      hints: unmatchedHints(pattern, unmatched),
      items,
    };
  },
  render,
});

function explained(error: ToolError, pattern: string): ToolError {
  const { code, message } = patternError(error, { pattern });
  // Only a search takes literal text.
  const refusal = message.replace(/ Use text=\S+ for literal text\./, '');
  const mistakes = patternMistakes(pattern);
  const first = mistakes.length === 0 ? '' : ` Look at this first: ${mistakes.join(' ')}`;
  return new ToolError(code, `${refusal}${first}`, { cause: error });
}

function render(shown: Output): string {
  const { pattern, meaning, matched, lines, hints, items } = shown;
  const count = matched === 0 ? 'None' : matched === lines ? 'All' : formatCount(matched);
  const rows = items.map(({ line, matches, message, values = {} }) => {
    const taken = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const found = taken.length === 0 ? '' : `\n    takes ${taken.join(', ')}`;
    return `${matches ? 'match' : 'no   '} ${line} ${indentLines(message)}${found}`;
  });
  return paragraphs(
    `${count} of ${formatCount(lines)} ${lines === 1 ? 'line' : 'lines'} ${matched === 1 ? 'matches' : 'match'} ${pattern}: ${meaning}.`,
    fence(rows.join('\n')),
    hints.join('\n'),
    renderMore(shown, 'line'),
    matched === 0 ? '' : `Search with it: ${formatCall('search_log_events', { groups: ['…'], pattern })}`,
  );
}
