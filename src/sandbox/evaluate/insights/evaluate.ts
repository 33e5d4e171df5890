import { calculate, callFunction, holds, matches } from './functions.ts';
import type { Period } from './functions.ts';
import type { Row } from './rows.ts';
import type { Expression } from './syntax.ts';
import { isTrue, toNumber, truth } from './values.ts';
import type { Value } from './values.ts';

/** The value of an expression for a row; conditions are 1 or 0. */
export function evaluate(expression: Expression, row: Row): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'field':
      return row.get(expression.name);
    case 'period':
      return undefined;
    case 'call':
      return call(expression, row);
    case 'not':
      return truth(!isTrue(evaluate(expression.operand, row)));
    case 'negative': {
      const number = toNumber(evaluate(expression.operand, row));
      return number === undefined ? undefined : -number;
    }
    case 'like':
      return truth(matches(evaluate(expression.subject, row), expression.pattern));
    case 'in': {
      const subject = evaluate(expression.subject, row);
      return truth(expression.values.some((value) => holds('=', subject, evaluate(value, row))));
    }
    default:
      return operate(expression, row);
  }
}

type Operation = Extract<Expression, { kind: 'operation' }>;

/** From the left on and not by recursion: a chain may be thousands of operations long. */
function operate(last: Operation, row: Row): Value {
  const chain: Operation[] = [];
  let first: Expression = last;
  while (first.kind === 'operation') {
    chain.push(first);
    first = first.left;
  }
  let value = evaluate(first, row);
  for (const { operator, right } of chain.toReversed()) {
    if (operator === 'and') value = truth(isTrue(value) && isTrue(evaluate(right, row)));
    else if (operator === 'or') value = truth(isTrue(value) || isTrue(evaluate(right, row)));
    else value = apply(operator, value, evaluate(right, row));
  }
  return value;
}

function apply(operator: string, left: Value, right: Value): Value {
  return /^[-+*/%^]$/.test(operator) ? calculate(operator, left, right) : truth(holds(operator, left, right));
}

function call({ name, parameters }: Extract<Expression, { kind: 'call' }>, row: Row): Value {
  const last = parameters.at(-1);
  const period: Period | undefined = last?.kind === 'period' ? last : undefined;
  // bin() is of the event's own time.
  if (name === 'bin') return callFunction(name, [row.get('@timestamp')], period);
  return callFunction(
    name,
    parameters.map((parameter) => evaluate(parameter, row)),
    period,
  );
}
