import { byRule, type Access } from '../access.ts';
import { ToolError } from '../errors.ts';
import type { ToolContext } from './define.ts';
import { mayReadOwner } from './owners.ts';
import { callerAccountId } from './patience.ts';

/**
 * Refuses a question about a namespace that the caller may not read.
 * @param namespaces an empty text stands for any namespace: only those who may read all of them may ask that
 * @throws ToolError not_allowed
 */
export function mayRead(access: Access, namespaces: readonly string[]): void {
  const refused = namespaces.find((namespace) => !access.metricNamespace(namespace));
  if (refused === undefined) return;
  throw new ToolError(
    'not_allowed',
    refused === ''
      ? `An expression may read metrics of no namespace it names, which you are not allowed to${byRule(access, 'metricNamespace', '')}. Name one namespace in each: FROM SCHEMA("AWS/EC2", …), or SEARCH('{AWS/EC2,…} …') with alternatives in brackets.`
      : `The namespace ${JSON.stringify(refused)} is not allowed for you${byRule(access, 'metricNamespace', refused)}. list_metrics shows those that are.`,
  );
}

/**
 * Refuses metric math that does something else than reading metrics ("Using math expressions" and "Create a connector" of
 * the CloudWatch user guide): LAMBDA invokes a function, INSIGHT_RULE_METRIC reads what a Contributor Insights rule finds
 * in log groups that it names.
 * @throws ToolError not_allowed
 */
export function mayCompute(access: Access, expressions: readonly (string | undefined)[]): void {
  for (const expression of expressions) {
    if (expression === undefined) continue;
    if (/\bLAMBDA\s*\(/i.test(expression)) {
      throw new ToolError(
        'not_allowed',
        'LAMBDA(…) in an expression invokes an AWS Lambda function, and this server only reads. Ask what the function reads by the tool for it: query_prometheus for Prometheus, or the metrics by their names.',
      );
    }
    if (/\bINSIGHT_RULE_METRIC\s*\(/i.test(expression) && !access.logGroup('')) {
      throw new ToolError(
        'not_allowed',
        `INSIGHT_RULE_METRIC(…) shows what a Contributor Insights rule counted in its log groups, and not all of them are allowed for you${byRule(access, 'logGroup', '')}. search_log_events reads those that are.`,
      );
    }
  }
}

/**
 * Refuses a question about metrics, some of which another account may own that is linked to the one asked, where the caller
 * may not read them there.
 * @param questions the owners, by id, each with the namespaces that are read of it; without one it is the account asked
 * @throws ToolError not_allowed
 */
export async function mayReadOf(
  questions: readonly { readonly accountId?: string | undefined; readonly namespaces: readonly string[] }[],
  context: ToolContext,
): Promise<void> {
  const isLinked = questions.some(({ accountId }) => accountId !== undefined);
  const own = isLinked ? await callerAccountId(context) : undefined;
  for (const { accountId, namespaces } of questions) mayRead(mayReadOwner(accountId, own, context), namespaces);
}
