import * as z from 'zod';
import { readDashboards, type DashboardList } from '../../aws/dashboards.ts';
import { dashboardLink } from '../../format/console-link.ts';
import { formatCall } from '../../format/call.ts';
import { liftedTable } from '../../format/lifted-table.ts';
import { formatBytes, plural } from '../../format/number.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatSecond } from '../../format/time.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { comparePositions, rowsAfter, type Position } from '../paging.ts';
import { accountOrAllParam, cursorParam, limitParam, ofSeveral, pageFields } from '../params.ts';
import { callerAccount } from '../patience.ts';
import {
  accountsOf,
  accountsText,
  askedReaches,
  failuresOf,
  onePlaceEach,
  readPlaces,
  valuesOf,
  type Place,
} from '../places.ts';

const input = z.strictObject({
  name_prefix: z.string().min(1).max(255).optional(),
  name_contains: z.string().min(1).max(255).optional().describe('Any case'),
  account: accountOrAllParam,
  limit: limitParam(100, 1_000),
  cursor: cursorParam,
});

const row = z.object({
  account: ofSeveral(z.string()),
  name: z.string(),
  modified: z.string().optional(),
  bytes: z.number(),
});

const output = z.object({
  account: z.string().optional(),
  accounts: ofSeveral(z.array(z.string())),
  asked: z.string().optional(),
  found: z.int(),
  complete: z.boolean(),
  failures: z.array(z.object({ source: z.string(), error: z.string() })),
  consoleUrl: z.string().optional(),
  items: z.array(row),
  ...pageFields,
});

type Row = z.output<typeof row>;
type Output = z.output<typeof output>;

export const listDashboards = defineTool({
  name: 'list_dashboards',
  title: 'List dashboards',
  description:
    'Which CloudWatch dashboards exist: names, size, last change. What a team watches in an incident is mostly on one: get_dashboard gives its widgets as calls to run. Dashboards belong to an account, not to a region.',
  toolset: 'metrics',
  actions: ['cloudwatch:ListDashboards'],
  input,
  output,
  position,
  run,
  render,
});

function position({ account, name }: Row): Position {
  return account === undefined ? [name] : [account, name];
}

async function run(asked: z.output<typeof input>, context: ToolContext): Promise<Output> {
  const reaches = askedReaches(asked, context, { toolset: 'metrics', omitted: 'first' });
  const places = onePlaceEach(reaches, {});
  const accounts = accountsOf(places);
  // Half the time: a list that is longer is read no further.
  const half = context.timeLeft() / 2;
  const [account, reads] = await Promise.all([
    accounts === undefined ? callerAccount(context) : undefined,
    readPlaces(places, context, ({ region }, at) =>
      readDashboards(at.aws, region, asked.name_prefix, { signal: at.signal, goOn: () => context.timeLeft() > half }),
    ),
  ]);
  const failures = failuresOf(reads);
  const read = valuesOf(reads);
  const wanted = asked.name_contains?.toLowerCase() ?? '';
  const rows = read
    .flatMap(({ place, value }) => rowsOf(place, value))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted((a, b) => comparePositions(position(a), position(b)));
  const left = rowsAfter(rows, position, context.page.after);
  const [region = ''] = places.map((place) => place.region);
  return {
    account,
    accounts,
    asked: inWords(asked),
    found: rows.length,
    complete: read.every(({ value }) => value.complete),
    failures,
    consoleUrl: dashboardLink({ region, partition: context.aws.partition(region).name }),
    items: left.slice(0, asked.limit),
    more: left.length > asked.limit,
  };
}

function rowsOf({ account }: Place, { dashboards }: DashboardList): Row[] {
  return dashboards.map(({ name, modifiedAt, bytes }) => ({
    ...(account !== undefined && { account }),
    name,
    modified: modifiedAt === undefined ? undefined : formatSecond(modifiedAt),
    bytes,
  }));
}

function inWords({ name_prefix: prefix, name_contains: part }: z.output<typeof input>): string | undefined {
  const words = [
    prefix === undefined ? '' : `name begins with ${JSON.stringify(prefix)}`,
    part === undefined ? '' : `name contains ${JSON.stringify(part)}`,
  ].filter((word) => word !== '');
  return words.length === 0 ? undefined : words.join(', ');
}

function render(shown: Output): string {
  const { items, found, complete, failures, asked } = shown;
  const count =
    found === 0 ? 'No dashboards' : complete ? plural(found, 'dashboard') : `First ${plural(found, 'dashboard')}`;
  const lifted = liftedTable([
    { name: 'account', cells: items.map(({ account }) => account) },
    { name: 'dashboard', cells: items.map(({ name }) => name), key: true },
    { name: 'changed (UTC)', cells: items.map(({ modified }) => modified) },
    { name: 'size', cells: items.map(({ bytes }) => formatBytes(bytes)) },
  ]);
  const constant = lifted.constant === '' ? '' : ` In all rows: ${lifted.constant}.`;
  const [first] = items;
  return paragraphs(
    `${count}${asked === undefined ? '' : ` (${asked})`}, ${accountsText(shown)}.${constant}`,
    lifted.table,
    first === undefined
      ? ''
      : `What one shows: ${formatCall('get_dashboard', { name: first.name, account: first.account ?? shown.askedAccount })}`,
    [
      ...failures.map(({ source, error }) => `${source} did not answer: ${error}`),
      complete ? '' : 'The list is longer than there was time to read: name_prefix asks for a part of it.',
    ]
      .filter((line) => line !== '')
      .join('\n'),
    renderMore(shown, 'dashboard'),
    shown.consoleUrl,
  );
}
