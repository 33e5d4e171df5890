import { formatCall } from '../../../format/call.ts';
import { plural } from '../../../format/number.ts';
import { paragraphs, renderMore } from '../../../format/text.ts';
import { oneLine } from '../../../format/visible.ts';
import type { DashboardOutput, DashboardRow } from '../get-dashboard.ts';

/** A dashboard in words: what it has, its widgets with the calls that read them, what is left out. */
export function renderDashboard(output: DashboardOutput): string {
  const { items, variables = [], notes } = output;
  return paragraphs(
    scope(output),
    variables.length === 0
      ? ''
      : `A reader can choose: ${oneLine(variables.join('; '))}. The calls have what is stored.`,
    ...items.map(widgetText),
    notes.join('\n'),
    renderMore(output, 'widget'),
    output.consoleUrl,
  );
}

function scope({ name, account = 'unknown', widgets, types, start, end, items }: DashboardOutput): string {
  const kinds = Object.entries(types).map(([type, count]) => `${count} ${oneLine(type)}`);
  const what = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  const shown = items.length === widgets ? '' : `, ${items.length} shown`;
  const time = start === undefined ? '' : ` It shows ${start} to ${end ?? 'now'}.`;
  return `Dashboard ${oneLine(name)}: ${plural(widgets, 'widget')}${what}${shown}, account ${account}.${time}`;
}

function widgetText({ number, type, title, text, annotations = [], calls, notes = [] }: DashboardRow): string {
  const name = title === undefined ? '' : ` ${oneLine(title)}`;
  const drawn = annotations.length === 0 ? '' : ` Lines: ${oneLine(annotations.join('; '))}.`;
  const said = text === undefined ? '' : ` ${oneLine(text)}`;
  return [
    `${number}.${name} (${oneLine(type)})${said === '' ? '' : `:${said}`}${drawn}`,
    ...calls.map((call) => formatCall(call.tool, call.arguments)),
    ...notes.map((note) => `Note: ${oneLine(note)}.`),
  ].join('\n');
}
