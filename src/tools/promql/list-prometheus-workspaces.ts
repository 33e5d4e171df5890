import * as z from 'zod';
import { prometheusLink } from '../../format/console-link.ts';
import { plural } from '../../format/number.ts';
import { table } from '../../format/table.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { callerAccount } from '../patience.ts';
import { defineTool } from '../define.ts';
import { rowsAfter } from '../paging.ts';
import { accountOrAllParam, cursorParam, limitParam, manyRegions, pageFields, regionOrAllParam } from '../params.ts';
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
    account: accountOrAllParam,
    limit: limitParam(100, 500),
    cursor: cursorParam,
  }),
  output: z.object({
    regions: z.array(z.string()),
    account: z.string().optional(),
    workspaces: z.int(),
    servers: z.int(),
    failures: z.array(z.object({ source: z.string(), error: z.string() })),
    link: z.string().optional(),
    items: z.array(sourceRow),
    ...pageFields,
  }),
  position: sourcePosition,

  async run(input, context) {
    const regions = manyRegions(input, context);
    const [{ rows, failures }, account] = await Promise.all([readSources(regions, context), callerAccount(context)]);
    const left = rowsAfter(rows, sourcePosition, context.page.after);
    const place = rows.find(({ kind }) => kind === 'amp')?.region ?? regions[0];
    return {
      regions,
      account,
      workspaces: rows.filter(({ kind }) => kind === 'amp').length,
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
    return paragraphs(
      `${plural(output.workspaces, 'AMP workspace')}, CloudWatch PromQL in ${plural(output.regions.length, 'region')} (${output.regions.join(', ')}), ${plural(output.servers, 'configured server')}; account ${output.account ?? 'unknown'}${output.failures.length > 0 ? '; incomplete' : ''}`,
      output.items.length === 0
        ? ''
        : table(
            ['source', 'status', ...optional],
            output.items.map((row) => [row.id, row.status, ...optional.map((column) => row[column])]),
          ),
      output.failures.map(({ source, error }) => `Not read: ${source}: ${error}`).join('\n'),
      renderMore(output, 'source'),
      output.link,
    );
  },
});
