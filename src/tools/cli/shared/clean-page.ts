import type { Json } from '../../../analysis/cli/plain.ts';
import type { LoggedMessage } from '../../../redaction/key-lines.ts';
import type { ToolContext } from '../../define.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

/** Where a text stands: in which log stream, as far as that is known, and in which member of its row. */
interface Place {
  readonly group: string;
  readonly stream: string;
  readonly member: string;
}

/**
 * A page without secrets, before a query looks at it: what a query may compare or cut could be told from its answer. Texts
 * of one log stream and one member are cleaned together, row by row, as a key may be logged line by line.
 */
export function cleanPage(
  page: Page,
  { input }: Question,
  { cleanMessages }: Pick<ToolContext, 'cleanMessages'>,
): Page {
  const texts: LoggedMessage[] = [];
  const collect = (value: Json, place: Place): void => {
    if (typeof value === 'string') {
      texts.push({ group: place.group, stream: `${place.stream}\n${place.member}`, message: value });
    } else if (Array.isArray(value)) {
      const row = { ...place, ...rowPlace(value) };
      for (const one of value) collect(one, row);
    } else if (typeof value === 'object' && value !== null) {
      const { logStreamName, field } = value;
      const stream = typeof logStreamName === 'string' ? logStreamName : place.stream;
      for (const [name, part] of Object.entries(value)) {
        const member = name === 'value' && typeof field === 'string' ? field : name;
        collect(part, { ...place, stream, member: `${place.member}.${member}` });
      }
    }
  };
  collect(page, {
    group: textOf(input['logGroupName'] ?? input['logGroupIdentifier']),
    stream: textOf(input['logStreamName']),
    member: '',
  });
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

/** Where a row of a Logs Insights query was logged, `[{ field: '@logStream', value }, …]`, as far as it says so. */
function rowPlace(row: readonly Json[]): Partial<Place> {
  const group = fieldOf(row, '@log');
  const stream = fieldOf(row, '@logStream');
  return { ...(group !== undefined && { group }), ...(stream !== undefined && { stream }) };
}

function fieldOf(row: readonly Json[], name: string): string | undefined {
  for (const one of row) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) continue;
    if (one['field'] === name && typeof one['value'] === 'string') return one['value'];
  }
  return undefined;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
