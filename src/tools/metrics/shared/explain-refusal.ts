import { isSql, type MetricQuery } from '../../../aws/metric-query.ts';
import { ToolError } from '../../../errors.ts';

/** A refusal of an expression with what an expression may be, behind CloudWatch's own words; other errors as they are. */
export function explainRefusal(error: unknown, queries: readonly MetricQuery[]): unknown {
  if (!(error instanceof ToolError) || error.code !== 'invalid_input') return error;
  const refused = queries.find(({ id }) => error.message.includes(`'${id}'`));
  const named = refused?.expression;
  const ids = queries.filter((query) => query !== refused).map(({ id }) => id);
  const expressions = named === undefined ? queries.flatMap(({ expression }) => expression ?? []) : [named];
  const math = expressions.some((expression) => !isSql(expression));
  const remedies = [
    ...(math
      ? [
          `The ids that math may use here: ${ids.join(', ') || 'none, there is no other query'}; a metric gets one as a query of its own with id and hidden=true.`,
        ]
      : []),
    ...(expressions.some(isSql)
      ? [
          'SQL has the form SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId) WHERE … GROUP BY InstanceId ORDER BY AVG() DESC LIMIT 10, with AVG, COUNT, MAX, MIN or SUM.',
        ]
      : []),
  ];
  if (remedies.length === 0 || !/expression|query|SQL|syntax|pars/i.test(error.message.replace(/^AWS[^:]*:/, ''))) {
    return error;
  }
  return new ToolError('invalid_input', `${error.message} ${remedies.join(' ')}`, { cause: error });
}
