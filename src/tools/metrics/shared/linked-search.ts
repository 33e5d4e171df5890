import type { MetricQuery } from '../../../aws/metric-query.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { hiddenByLinks } from '../../linked.ts';
import { namespacesOf } from './metric-queries.ts';

/**
 * Refuses SEARCH and Metrics Insights where the account is linked to others that the caller may not see: in a monitoring
 * account they find the metrics of every linked one.
 * @throws ToolError not_allowed, also where it is not known which accounts are linked
 */
export async function maySearchLinked(
  queries: readonly MetricQuery[],
  region: string,
  context: ToolContext,
): Promise<void> {
  const finds = queries.find((query) => query.expression !== undefined && namespacesOf([query]).length > 0);
  const hidden = finds && (await hiddenByLinks(region, context));
  if (hidden === undefined) return;
  throw new ToolError(
    'not_allowed',
    `${hidden}, and SEARCH and Metrics Insights (${JSON.stringify(finds?.id)}) find the metrics of all of them. Name each metric by namespace, name and dimensions instead: list_metrics finds them.`,
  );
}
