import type { Json } from '../../../analysis/cli/plain.ts';
import type { LoggedMessage } from '../../../redaction/key-lines.ts';
import type { ToolContext } from '../../define.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

/**
 * A page without secrets, before a query looks at it: what a query may compare or cut could be told from its answer. The
 * messages of one log stream are cleaned together, as a key may be logged line by line.
 */
export function cleanPage(
  page: Page,
  { input }: Question,
  { cleanMessages }: Pick<ToolContext, 'cleanMessages'>,
): Page {
  const texts: LoggedMessage[] = [];
  const group = textOf(input['logGroupName'] ?? input['logGroupIdentifier']);
  const collect = (value: Json, stream: string | undefined): void => {
    if (typeof value === 'string') texts.push({ group, stream: stream ?? `\n${texts.length}`, message: value });
    else if (Array.isArray(value)) for (const one of value) collect(one, stream);
    else if (typeof value === 'object' && value !== null) {
      for (const name of Object.keys(value))
        collect(value[name] ?? null, name === 'message' ? streamOf(value, input) : undefined);
    }
  };
  collect(page, undefined);
  const cleaned = cleanMessages(texts);
  let at = 0;
  const rebuild = (value: Json): Json => {
    if (typeof value === 'string') return cleaned[at++] ?? '';
    if (Array.isArray(value)) return value.map(rebuild);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.keys(value).map((name) => [name, rebuild(value[name] ?? null)]));
  };
  return rebuild(page) as Page;
}

function streamOf(event: { [key: string]: Json }, input: Question['input']): string {
  return textOf(event['logStreamName'] ?? input['logStreamName']);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
