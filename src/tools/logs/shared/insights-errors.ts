import { ToolError } from '../../../errors.ts';
import { clip, upstreamWords, wholeAt } from '../../../format/text.ts';
import type { Place } from '../../places.ts';

/** How much of the query is shown on each side of where it is wrong, characters. */
const EXCERPT = 40;

interface CompileError {
  readonly name: string;
  readonly queryCompileError?: {
    readonly message?: string;
    readonly location?: { readonly startCharOffset?: number; readonly endCharOffset?: number };
  };
}

/**
 * What went wrong with starting a query, in words that say what to do: where it is malformed, or that too many run.
 * @param query as the caller wrote it
 * @param offset how much of its start was not sent, characters
 */
export function explainQueryError(error: unknown, query: string, offset: number, { region }: Place): unknown {
  if (!(error instanceof ToolError)) return error;
  const cause = error.cause as CompileError | undefined;
  if (error.code === 'throttled' && cause?.name === 'LimitExceededException') {
    return new ToolError(
      'throttled',
      `As many Logs Insights queries run in ${region} as the account may have at once (100 unless AWS allows more, 15 of PPL and SQL; dashboards and scheduled queries count). Wait half a minute and ask again, in fewer regions at a time; stop_logs_insights_query ends one that nobody needs.`,
      { cause: error },
    );
  }
  if (cause?.name === 'MalformedQueryException') return malformed(error, cause, query, offset);
  return error;
}

function malformed(error: ToolError, { queryCompileError }: CompileError, query: string, offset: number): ToolError {
  const { message, location } = queryCompileError ?? {};
  // The position follows, with the text that is there.
  const said = upstreamWords(message ?? error.message.replace(/^.*?\): /, '')).replace(
    / at line \d+ and position \d+/,
    '',
  );
  const start = location?.startCharOffset;
  const end = location?.endCharOffset ?? (start ?? 0) + 1;
  const where = start === undefined ? '' : ` ${position(query, start + offset, end + offset)}`;
  return new ToolError('invalid_input', `The query is malformed: ${said}.${where}`, { cause: error });
}

/** `At line 2, column 5 (character 24): …filter level == »"error"« | sort…`. */
function position(query: string, start: number, end: number): string {
  const at = wholeAt(query, Math.max(0, Math.min(start, query.length)));
  if (at >= query.length) return `At its end (character ${at + 1}): ${excerpt(query, query.length, query.length)}`;
  const before = query.slice(0, at);
  const next = String.fromCodePoint(query.codePointAt(at) ?? 0);
  const line = before.split('\n').length;
  const column = at - before.lastIndexOf('\n');
  const to = wholeAt(query, Math.min(end, query.length));
  return `At line ${line}, column ${column} (character ${at + 1}): ${excerpt(query, at, Math.max(to, at + next.length))}`;
}

function excerpt(query: string, from: number, to: number): string {
  const before = query.slice(wholeAt(query, Math.max(0, from - EXCERPT)), from);
  const after = query.slice(to, wholeAt(query, to + EXCERPT));
  const lead = from > EXCERPT ? '…' : '';
  const trail = to + EXCERPT < query.length ? '…' : '';
  return `${lead}${before}»${clip(query.slice(from, to), EXCERPT)}«${after}${trail}`.replaceAll(/\s+/g, ' ');
}
