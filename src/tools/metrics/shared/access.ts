import { byRule, type Access } from '../../../access.ts';
import { ToolError } from '../../../errors.ts';

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
