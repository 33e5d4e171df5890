import * as z from 'zod';
import { monitoringLinks, sourceLinks, type Link } from '../../aws/oam.ts';
import { ToolError, type ErrorCode } from '../../errors.ts';
import { plural } from '../../format/number.ts';
import { table } from '../../format/table.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { defineTool, type Reach, type ToolContext } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import { cursorParam, pageFields } from '../params.ts';
import { asideMs, callerAccountId, readWithin } from '../patience.ts';
import { placesOf, readPlaces, valuesOf } from '../places.ts';

const row = z.object({
  alias: z.string().optional(),
  id: z.string().optional(),
  isDefault: z.boolean(),
  regions: z.array(z.string()),
  roleArn: z.string().optional(),
  /** Whether its credentials can be had; absent where that was not found out. Why stands in `note`. */
  reachable: z.boolean().optional(),
  note: z.string().optional(),
  /** `shows 222222222222 "staging" in us-east-1 (Metric, LogGroup)`, or `shown by …` a monitoring account. */
  links: z.array(z.string()).optional(),
});
type Row = z.output<typeof row>;

/** Links that a text lists of one account. */
const LINKS_SHOWN = 20;

const REACHABLE: Readonly<Record<string, string>> = { true: 'yes', false: 'no: see below' };
const UNKNOWN = 'unknown: see below';

/** Errors that say nothing of the account. */
const OF_THE_CALL: readonly ErrorCode[] = ['too_expensive', 'overloaded', 'timeout'];

export const listAccounts = defineTool({
  name: 'list_accounts',
  title: 'List accounts',
  description: 'Which AWS accounts may be asked, whether each can be reached, and which are linked to it.',
  toolset: 'server',
  actions: ['oam:ListSinks', 'oam:ListAttachedLinks', 'oam:ListLinks'],
  input: z.strictObject({ cursor: cursorParam }),
  output: z.object({ total: z.int(), items: z.array(row), ...pageFields }),
  position,
  async run(_input, context) {
    const rows = await Promise.all(context.reaches.map((reach, i) => describe(reach, i === 0, context)));
    const sorted = rows.toSorted(
      (a, b) => Number(b.isDefault) - Number(a.isDefault) || (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    const left = rowsAfter(sorted, position, context.page.after);
    return { total: rows.length, items: left };
  },
  render(output) {
    const roles = output.items.some(({ roleArn }) => roleArn !== undefined);
    return paragraphs(
      `${plural(output.total, 'account')} to ask about${output.total > 1 ? ': account takes an alias or id, without it the default is asked (describe_alarms and list_prometheus_workspaces ask all)' : ''}`,
      table(
        ['account', 'id', 'regions (first is the default)', ...(roles ? ['role'] : []), 'reachable'],
        output.items.map((item) => [
          `${item.alias ?? "the server's own"}${item.isDefault && output.total > 1 ? ' (default)' : ''}`,
          item.id ?? 'unknown',
          item.regions.join(', '),
          ...(roles ? [item.roleArn ?? "none: the server's own credentials"] : []),
          REACHABLE[String(item.reachable)] ?? UNKNOWN,
        ]),
      ),
      output.items.flatMap(({ note, ...item }) => (note === undefined ? [] : [`${nameOf(item)}: ${note}`])).join('\n'),
      linksText(output.items),
      renderMore(output, 'account'),
    );
  },
});

function position(item: Pick<Row, 'isDefault' | 'alias' | 'id'>): (string | number)[] {
  return [item.isDefault ? 0 : 1, nameOf(item)];
}

function nameOf({ alias, id }: Pick<Row, 'alias' | 'id'>): string {
  return alias ?? id ?? "the server's own account";
}

async function describe(reach: Reach, isDefault: boolean, context: ToolContext): Promise<Row> {
  const at = { ...context, ...reach };
  const regions = reach.regions.filter(reach.access.region);
  const told = { alias: reach.account?.alias, isDefault, regions, roleArn: reach.account?.roleArn };
  try {
    const { account: id } = await readWithin(asideMs(context), context, (signal) => reach.aws.caller(signal));
    const configured = reach.account?.id ?? id;
    const wrong =
      id === configured ? [] : [`its credentials are of account ${id}: the operator must correct the configuration`];
    const links = wrong.length > 0 ? { all: [], notes: [] } : await linksOf(at);
    const notes = [...wrong, ...links.notes];
    return {
      ...told,
      id: configured,
      reachable: wrong.length === 0,
      ...(notes.length > 0 && { note: notes.join('; ') }),
      ...(links.all.length > 0 && { links: links.all }),
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const id = reach.account?.id ?? (await callerAccountId(at));
    if (OF_THE_CALL.includes(error.code)) {
      return { ...told, id, note: `${error.code === 'timeout' ? '' : 'not tried: '}${error.message}` };
    }
    return { ...told, id, reachable: false, note: error.message };
  }
}

interface Links {
  readonly all: string[];
  readonly notes: readonly string[];
}

/** The links that the caller may know of; what could not be read is a note. */
async function linksOf(at: ToolContext): Promise<Links> {
  const ms = asideMs(at);
  const reads = await readPlaces(placesOf([at], {}), at, ({ region }, here) =>
    readWithin(ms, here, (signal) =>
      Promise.all([sourceLinks(at.aws, region, signal), monitoringLinks(at.aws, region, signal)]),
    ),
  );
  const mayKnow = ({ account }: Link) => at.accessTo(account) !== undefined;
  const [failed] = reads.flatMap((read) => ('error' in read ? [read.error] : []));
  const refused = failed?.code === 'access_denied';
  return {
    all: valuesOf(reads).flatMap(({ value: [sources, monitors] }) => [
      ...sources.filter(mayKnow).map((one) => shown(one, true)),
      ...monitors.filter(mayKnow).map((one) => shown(one, false)),
    ]),
    notes:
      failed === undefined
        ? []
        : [
            refused
              ? 'links unknown: the role needs oam:ListSinks, oam:ListAttachedLinks and oam:ListLinks in its policy'
              : `links unknown: ${failed.message}`,
          ],
  };
}

function shown({ account, label, region, resourceTypes }: Link, shows: boolean): string {
  const shares = resourceTypes.map((type) => type.split('::').at(-1) ?? type).join(', ');
  return `${shows ? 'shows' : 'shown by'} ${account} "${label}" in ${region} (${shares})`;
}

/** `central shows 222222222222 "staging" in us-east-1 (Metric, LogGroup); …`. */
function linkLines(item: Row): string[] {
  const { links = [] } = item;
  if (links.length === 0) return [];
  const rest = links.length > LINKS_SHOWN ? `; ${links.length - LINKS_SHOWN} more` : '';
  return [`${nameOf(item)} ${links.slice(0, LINKS_SHOWN).join('; ')}${rest}`];
}

function linksText(items: readonly Row[]): string {
  const lines = items.flatMap(linkLines);
  if (lines.length === 0) return '';
  return ['Links (CloudWatch cross-account observability; alarms are not shown by them):', ...lines].join('\n');
}
