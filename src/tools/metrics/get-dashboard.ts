import * as z from 'zod';
import { readDashboard, type Widget } from '../../analysis/dashboard/body.ts';
import { nearestNames } from '../../analysis/nearest-names.ts';
import { readDashboardBody, readDashboards } from '../../aws/dashboards.ts';
import { ToolError } from '../../errors.ts';
import { dashboardLink } from '../../format/console-link.ts';
import { quoted } from '../../format/text.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import {
  accountArgument,
  accountParam,
  cursorParam,
  limitParam,
  namesRegion,
  oneRegion,
  pageFields,
} from '../params.ts';
import { asideMs, callerAccount, callerAccountId, readWithin } from '../patience.ts';
import { renderDashboard } from './shared/render-dashboard.ts';
import { onlyVisible, visibleWidgets } from './shared/visible-widgets.ts';
import { widgetCalls, type DashboardPlace } from './shared/widget-calls.ts';

const row = z.object({
  number: z.int(),
  type: z.string(),
  title: z.string().optional(),
  text: z.string().optional(),
  annotations: z.array(z.string()).optional(),
  calls: z.array(z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) })),
  notes: z.array(z.string()).optional(),
});

const output = z.object({
  name: z.string(),
  account: z.string().optional(),
  widgets: z.int(),
  types: z.record(z.string(), z.int()),
  start: z.string().optional(),
  end: z.string().optional(),
  variables: z.array(z.string()).optional(),
  notes: z.array(z.string()),
  consoleUrl: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

export type DashboardRow = z.output<typeof row>;
export type DashboardOutput = z.output<typeof output>;

const input = z.strictObject({
  name: z.string().min(1).max(255),
  widget: z.int().min(1).max(10_000).optional().describe('Only this one, by its number'),
  account: accountParam,
  limit: limitParam(50, 500),
  cursor: cursorParam,
});

const position = (widget: DashboardRow) => [widget.number];

export const getDashboard = defineTool({
  name: 'get_dashboard',
  title: 'Get dashboard',
  description:
    'What a CloudWatch dashboard shows: each widget as the calls that read it (get_metric_data, run_logs_insights_query, describe_alarms), ready to run, with its annotations. Use it to look at a service the way its team does. list_dashboards finds names.',
  toolset: 'metrics',
  actions: ['cloudwatch:GetDashboard', 'cloudwatch:ListDashboards'],
  input,
  output,
  position,
  async run(asked, context) {
    // Dashboards are the account's: any region answers.
    const region = oneRegion({}, context);
    const { aws, signal } = context;
    const [body, account, ownAccount] = await Promise.all([
      readDashboardBody(aws, region, asked.name, { signal }).catch(async (error: unknown) => {
        const missing = error instanceof ToolError && error.code === 'not_found';
        throw missing ? await unknownDashboard(asked.name, region, context) : error;
      }),
      callerAccount(context),
      callerAccountId(context),
    ]);
    const dashboard = readDashboard(body);
    const { name: partition } = aws.partition(region);
    const place: DashboardPlace = {
      region,
      partition,
      account: accountArgument(context),
      ownAccount,
      regions: context.regions,
      namesRegion: namesRegion(context),
    };
    const visible = visibleWidgets(dashboard.widgets, place, context);
    const wanted = asked.widget === undefined ? visible : visible.filter(({ number }) => number === asked.widget);
    if (asked.widget !== undefined && wanted.length === 0) throw noWidget(asked.name, asked.widget, visible);
    const left = rowsAfter(
      wanted.map((widget) => toRow(widget, place)),
      position,
      context.page.after,
    );
    const limited = onlyVisible(context);
    return {
      name: asked.name,
      account,
      widgets: visible.length,
      types: countOf(visible),
      start: dashboard.start,
      end: dashboard.end,
      // A variable may name what its reader may not see.
      ...(limited === undefined && dashboard.variables.length > 0 && { variables: [...dashboard.variables] }),
      notes: [...dashboard.notes.map((note) => `Not all can be shown: ${note}.`), ...(limited ? [limited] : [])],
      consoleUrl: dashboardLink({ region, partition }, asked.name),
      items: left.slice(0, asked.limit),
      more: left.length > asked.limit,
    };
  },
  render: renderDashboard,
});

function toRow(widget: Widget, place: DashboardPlace): DashboardRow {
  const { number, type, title, text, annotations } = widget;
  const { calls, notes } = widgetCalls(widget, place);
  const all = [...widget.notes, ...notes];
  return {
    number,
    type,
    title,
    text,
    ...(annotations.length > 0 && { annotations: [...annotations] }),
    calls: calls.map((call) => ({ ...call, arguments: { ...call.arguments } })),
    ...(all.length > 0 && { notes: all }),
  };
}

function countOf(widgets: readonly Widget[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of widgets) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

function noWidget(name: string, number: number, widgets: readonly Widget[]): ToolError {
  const last = widgets.at(-1)?.number;
  const there = last === undefined ? 'it has none that can be shown' : `it has numbers up to ${last}`;
  return new ToolError('not_found', `Dashboard ${quoted(name)} has no widget ${number}: ${there}.`);
}

/** With the nearest names, where the list can be read. */
async function unknownDashboard(name: string, region: string, context: ToolContext): Promise<ToolError> {
  const read = (signal: AbortSignal) =>
    readDashboards(context.aws, region, undefined, { signal, goOn: () => context.timeLeft() > 1_000 });
  let nearest: string[] = [];
  try {
    const { dashboards } = await readWithin(asideMs(context), context, read);
    nearest = nearestNames(
      name,
      dashboards.map((dashboard) => dashboard.name),
    );
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
  }
  const near = nearest.length === 0 ? '' : ` The nearest: ${nearest.map((one) => JSON.stringify(one)).join(', ')}.`;
  return new ToolError(
    'not_found',
    `There is no dashboard ${quoted(name)}.${near} list_dashboards lists what there is.`,
  );
}
