import { nearestNames } from '../../../analysis/nearest-names.ts';
import { readLogGroups } from '../../../aws/log-groups.ts';
import { withDeadline } from '../../../deadline.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import type { AskedPattern } from './asked-pattern.ts';

type Context = Pick<ToolContext, 'aws' | 'access' | 'signal' | 'timeLeft'>;

/** AWS's words when a class of log group lacks an operation, or a pattern cannot be read. */
const WRONG_CLASS = /log.?(?:group)?.?class|not supported for this log/i;
const WRONG_PATTERN = /filter ?pattern|\bterm '/i;
/** What else of a search AWS may refuse. */
const OTHER_INPUT = /token|start ?time|end ?time|start ?from ?head|stream|log ?group|limit/i;
/** How long finding the nearest names may take, milliseconds. */
const NEAREST_MS = 3_000;

/** Whether AWS refused the filter pattern: the same for every group. Its words for that are many, and not documented. */
export function isPatternError(error: ToolError, { pattern, text }: AskedPattern): boolean {
  if (error.code !== 'invalid_input' || (pattern ?? text) === undefined) return false;
  return WRONG_PATTERN.test(error.message) || !(WRONG_CLASS.test(error.message) || OTHER_INPUT.test(error.message));
}

/** The parameter, its value, what AWS says, and what to write instead. */
export function patternError(error: ToolError, { pattern, text }: AskedPattern): ToolError {
  const said = error.message.replace(/^.*?\): /, '').replace(/\.$/, '');
  if (pattern === undefined) {
    return new ToolError(
      'invalid_input',
      `CloudWatch Logs does not take text ${JSON.stringify(text)} (AWS: ${said}). Use a part of it.`,
      { cause: error },
    );
  }
  const literal = /^\w[^\s"%]*$/.test(pattern) ? JSON.stringify(pattern) : '"…"';
  return new ToolError(
    'invalid_input',
    `pattern ${JSON.stringify(pattern)} is not a filter pattern that CloudWatch Logs takes (AWS: ${said}). Use text=${literal} for literal text. In a pattern, terms with other characters than letters, digits and _ need double quotes, closed again: terms (ERROR -debug), alternatives (?ERROR ?WARN), phrases ("took 3 s"), JSON ({ $.level = "error" && $.ms > 500 }) or %regex%.`,
    { cause: error },
  );
}

/** What went wrong with one group, in words that say what to do: the nearest names, or the tool that can. */
export async function explainGroupError(
  error: ToolError,
  group: string,
  region: string,
  context: Context,
): Promise<ToolError> {
  if (error.code === 'not_found' && /stream/i.test(error.message)) {
    return new ToolError(
      'not_found',
      `There is no such log stream in ${group} in ${region}. filter_log_streams group=${JSON.stringify(group)} lists its streams.`,
      { cause: error },
    );
  }
  if (error.code === 'not_found') {
    const nearest = await nearestGroups(group, region, context);
    return new ToolError(
      'not_found',
      `There is no log group ${JSON.stringify(group)} in ${region}.${nearest} describe_log_groups lists what there is.`,
      { cause: error },
    );
  }
  if (error.code === 'invalid_input' && WRONG_CLASS.test(error.message)) {
    return new ToolError('invalid_input', `${group}: its log class cannot be searched so. ${otherWay(error)}`, {
      cause: error,
    });
  }
  return error;
}

/** What reads a class that AWS says lacks the operation; DELIVERY is for S3 and Firehose alone (the SDK's model). */
function otherWay({ message }: ToolError): string {
  const said = `(AWS: ${message.replace(/^.*?\): /, '').replace(/\.$/, '')})`;
  if (/\bDELIVERY\b/.test(message)) return `Its events are delivered to S3 or Firehose: read them there ${said}.`;
  return `CloudWatch Logs Insights, in the AWS console, can read it ${said}.`;
}

/** ` The nearest: "/a", "/b".`, from the cached list of groups; empty where none is near or the list cannot be read. */
export async function nearestGroups(name: string, region: string, context: Context): Promise<string> {
  const patience = Math.min(NEAREST_MS, Math.floor(context.timeLeft() / 2));
  const until = performance.now() + patience;
  try {
    const { groups } = await withDeadline(context.signal, patience, ({ signal }) =>
      readLogGroups(context.aws, region, {}, { signal, goOn: () => performance.now() < until }),
    );
    const allowed = groups.map((group) => group.name).filter(context.access.logGroup);
    const nearest = nearestNames(name, allowed).map((near) => JSON.stringify(near));
    return nearest.length === 0 ? '' : ` The nearest: ${nearest.join(', ')}.`;
  } catch {
    context.signal.throwIfAborted();
    return '';
  }
}
