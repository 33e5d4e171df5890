import * as z from 'zod';
import { plural } from '../../format/number.ts';
import { paragraphs, renderMore } from '../../format/text.ts';
import { formatSecond } from '../../format/time.ts';
import { requireApi } from '../../prometheus/sources.ts';
import { defineTool } from '../define.ts';
import { comparePositions, rowsAfter } from '../paging.ts';
import { accountParam, cursorParam, limitParam, pageFields } from '../params.ts';
import { FIND_SOURCE_ACTIONS, findSource, sourceParam } from './shared/find-source.ts';
import { remarkFields, renderRemarks } from './shared/remarks.ts';
import { alertsTable, rulePosition, ruleRow, rulesTable, toRuleRow } from './shared/rule-rows.ts';

const STATES = ['firing', 'pending', 'inactive'] as const;

export const listPrometheusRules = defineTool({
  name: 'list_prometheus_rules',
  title: 'List Prometheus rules',
  description:
    'Alerting and recording rules of a PromQL source: which fire and since when, with labels, health and last error. CloudWatch has none: use describe_alarms there.',
  toolset: 'promql',
  actions: ['aps:ListRules', ...FIND_SOURCE_ACTIONS],
  input: z.strictObject({
    state: z.enum(STATES).optional().describe('Only alerting rules in this state'),
    name: z.string().min(1).max(200).optional().describe('Part of a rule or group name, any case'),
    source: sourceParam,
    account: accountParam,
    limit: limitParam(50, 500),
    cursor: cursorParam,
  }),
  output: z.object({
    ...remarkFields,
    time: z.string(),
    state: z.string().optional(),
    name: z.string().optional(),
    total: z.int(),
    matching: z.int(),
    /** Of all rules of the source, whatever is asked for. */
    firing: z.int(),
    pending: z.int(),
    failing: z.int(),
    items: z.array(ruleRow),
    ...pageFields,
  }),
  position: rulePosition,

  async run(input, context) {
    const found = await findSource(input.source, context);
    requireApi(
      found.source,
      'rules',
      'Alarms on PromQL are CloudWatch alarms: use describe_alarms, or name an AMP or Prometheus source.',
    );
    const reply = await context.prometheus.rules(found.source, context.signal);
    const wanted = input.name?.toLowerCase();
    const matching = reply.data.filter(
      (rule) =>
        (input.state === undefined || rule.state === input.state) &&
        (wanted === undefined || rule.name.toLowerCase().includes(wanted) || rule.group.toLowerCase().includes(wanted)),
    );
    const sorted = matching.map(toRuleRow).toSorted((a, b) => comparePositions(rulePosition(a), rulePosition(b)));
    const rows = rowsAfter(sorted, rulePosition, context.page.after);
    const count = (test: (rule: (typeof reply.data)[number]) => boolean) => reply.data.filter(test).length;
    return {
      source: found.title,
      warnings: [...reply.warnings],
      infos: [...reply.infos],
      notes: [],
      link: found.link,
      time: formatSecond(context.clock()),
      state: input.state,
      name: input.name,
      total: reply.data.length,
      matching: matching.length,
      firing: count(({ state }) => state === 'firing'),
      pending: count(({ state }) => state === 'pending'),
      failing: count(({ health }) => health === 'err'),
      items: rows.slice(0, input.limit),
      more: rows.length > input.limit,
    };
  },

  render(output) {
    const filters = [
      output.state === undefined ? '' : ` ${output.state}`,
      output.name === undefined ? '' : ` with ${JSON.stringify(output.name)} in the name`,
    ].join('');
    const of = filters === '' ? '' : ` (of ${output.total})`;
    return paragraphs(
      `${plural(output.matching, 'rule')}${filters}${of} from ${output.source} at ${output.time}; ${output.firing} firing, ${output.pending} pending, ${output.failing} failing to evaluate`,
      output.items.length === 0 ? '' : rulesTable(output.items),
      alertsTable(output.items),
      renderRemarks(output),
      renderMore(output, 'rule'),
      output.link,
    );
  },
});
