import { limitOf } from '../../../access.ts';
import { namespacesRead } from '../../../aws/metric-reads.ts';
import { ToolError } from '../../../errors.ts';
import { quoted } from '../../../format/text.ts';
import type { ToolContext } from '../../define.ts';
import { hiddenByLinks } from '../../linked.ts';
import { mayCompute, mayRead, mayReadOf } from '../../metric-access.ts';
import { accessOfOwner } from '../../owners.ts';
import { callerAccountId } from '../../patience.ts';
import type { Question } from './limits.ts';
import type { Page } from './read-pages.ts';

interface Query {
  readonly Id?: string;
  readonly AccountId?: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric?: { readonly Namespace?: string } };
}

/** The namespace of one metric. @throws ToolError not_allowed */
export function checkNamespace({ input }: Question, { access }: ToolContext): void {
  const { Namespace } = input;
  mayRead(access, [typeof Namespace === 'string' ? Namespace : '']);
}

/** The same where a namespace is named: a list of all is filtered. @throws ToolError not_allowed */
export function checkNamedNamespace(question: Question, context: ToolContext): void {
  if (typeof question.input['Namespace'] === 'string') checkNamespace(question, context);
}

/** Every namespace and account that the queries read. @throws ToolError not_allowed */
export async function checkMetricData({ input, region }: Question, context: ToolContext): Promise<void> {
  const queries = (input['MetricDataQueries'] ?? []) as readonly Query[];
  mayCompute(
    context.access,
    queries.map(({ Expression }) => Expression),
  );
  if (limitOf(context.access, 'metricNamespace', 'account') === undefined) return;
  await mayReadOf(
    queries.map((query) => ({ accountId: query.AccountId, namespaces: namespacesOf(query) })),
    context,
  );
  const finds = queries.find(({ Expression = '' }) => namespacesRead(Expression).length > 0);
  const hidden = finds && (await hiddenByLinks(region, context));
  if (hidden === undefined) return;
  throw new ToolError(
    'not_allowed',
    `${hidden}, and SEARCH and Metrics Insights (${quoted(finds?.Id ?? '')}) find the metrics of all of them. Name each metric by namespace, name and dimensions instead.`,
  );
}

/** A query may hold both, whatever AWS says of it then: both are looked at. */
function namespacesOf({ MetricStat, Expression }: Query): string[] {
  const metric = MetricStat === undefined ? [] : [MetricStat.Metric?.Namespace ?? ''];
  return [...metric, ...(Expression === undefined ? [] : namespacesRead(Expression))];
}

/** The metrics that the caller may see, and their owners, which stand beside them. */
export async function filterMetrics(page: Page, _question: Question, context: ToolContext): Promise<Page> {
  const { Metrics, OwningAccounts } = page;
  if (limitOf(context.access, 'metricNamespace', 'account') === undefined || !Array.isArray(Metrics)) return page;
  const owners = Array.isArray(OwningAccounts) ? OwningAccounts : [];
  const own = owners.length === 0 ? undefined : await callerAccountId(context);
  const seen = Metrics.map((metric, i) => {
    const { Namespace } = metric as Record<string, unknown>;
    const owner = owners[i];
    const access = accessOfOwner(typeof owner === 'string' ? owner : undefined, own, context);
    return typeof Namespace === 'string' && access?.metricNamespace(Namespace) === true;
  });
  return {
    ...page,
    Metrics: Metrics.filter((_, i) => seen[i]),
    ...(Array.isArray(OwningAccounts) && { OwningAccounts: owners.filter((_, i) => seen[i]) }),
  };
}
