import * as z from 'zod';
import { prometheusLink } from '../../format/console-link.ts';
import { plural } from '../../format/number.ts';
import { table } from '../../format/table.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { cloudwatchSource } from '../../prometheus/sources.ts';
import { callerAccount } from '../patience.ts';
import { defineTool } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import { accountsOf, accountsText, askedReaches, placesOf, regionsOf, type Place } from '../places.ts';
import { allAccountsParam, cursorParam, limitParam, ofSeveral, pageFields, regionOrAllParam } from '../params.ts';
import { readSources, sourcePosition, sourceRow } from './shared/source-rows.ts';

export const listPrometheusWorkspaces = defineTool({
  name: 'list_prometheus_workspaces',
  title: 'List Prometheus workspaces',
  description:
    'Which PromQL sources there are: AMP workspaces of every region with status and alias, CloudWatch PromQL per region, configured Prometheus servers and whether they answer. The other PromQL tools take their ids as source.',
  toolset: 'promql',
  actions: ['aps:ListWorkspaces', 'cloudwatch:GetOTelEnrichment'],
  input: z.strictObject({
    region: regionOrAllParam,
    account: allAccountsParam,
    limit: limitParam(100, 500),
    cursor: cursorParam,
  }),
  output: z.object({
    regions: z.array(z.string()),
    account: z.string().optional(),
    accounts: ofSeveral(z.array(z.string())),
    workspaces: z.int(),
    servers: z.int(),
    /** Regions whose CloudWatch the caller may not ask; absent where it may ask all. */
    cloudwatchRefused: z.int().optional(),
    failures: z.array(z.object({ source: z.string(), error: z.string() })),
    link: z.string().optional(),
    items: z.array(sourceRow),
    ...pageFields,
  }),
  position: sourcePosition,

  async run(input, context) {
    const reaches = askedReaches(input, context, { toolset: 'promql', omitted: 'all' });
    const places = placesOf(reaches, input);
    const regions = regionsOf(places);
    const accounts = accountsOf(places);
    const [{ rows, failures }, account] = await Promise.all([
      readSources(places, context),
      accounts === undefined ? callerAccount(context) : undefined,
    ]);
    const asksCloudwatch = ({ region, reach }: Place) => reach.access.promqlSource(cloudwatchSource(region).id);
    const refused = regions.filter((name) => !places.some((place) => place.region === name && asksCloudwatch(place)));
    const left = rowsAfter(rows, sourcePosition, context.page.after);
    const place = rows.find(({ kind }) => kind === 'amp')?.region ?? regions[0];
    return {
      regions,
      account,
      accounts,
      workspaces: rows.filter(({ kind }) => kind === 'amp').length,
      ...(refused.length > 0 && { cloudwatchRefused: refused.length }),
      servers: rows.filter(({ kind }) => kind === 'prometheus').length,
      failures,
      link:
        place === undefined
          ? undefined
          : prometheusLink({ region: place, partition: context.aws.partition(place).name }),
      items: left.slice(0, input.limit),
      more: left.length > input.limit,
    };
  },

  render(output) {
    const optional = (['alias', 'url', 'created', 'note'] as const).filter((column) =>
      output.items.some((row) => row[column] !== undefined),
    );
    const of = output.accounts === undefined ? [] : (['account'] as const);
    return paragraphs(
      `${plural(output.workspaces, 'AMP workspace')}, CloudWatch PromQL in ${plural(output.regions.length - (output.cloudwatchRefused ?? 0), 'region')} (${output.cloudwatchRefused === undefined ? output.regions.join(', ') : 'as far as it is allowed for you'}), ${plural(output.servers, 'configured server')}; ${accountsText(output)}${output.failures.length > 0 ? '; incomplete' : ''}`,
      output.items.length === 0
        ? ''
        : table(
            [...of, 'source', 'status', ...optional],
            output.items.map((row) => [
              ...of.map((column) => row[column]),
              row.id,
              row.status,
              ...optional.map((column) => row[column]),
            ]),
          ),
      output.accounts === undefined ? '' : 'The other PromQL tools take account beside source; servers answer in each.',
      output.failures.map(({ source, error }) => `Not read: ${source}: ${error}`).join('\n'),
      renderMore(output, 'source'),
      output.link,
    );
  },
});
