/** Checks that CloudWatch makes of an input before it looks at anything. */
import { AwsError } from '../operation.ts';

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombinationException', message);
}

export function validation(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export function invalidNextToken(): AwsError {
  return new AwsError('InvalidNextToken', 'The provided NextToken is invalid');
}

/** `input[member]` as a list of strings, at most `max`; undefined where it is absent. */
export function texts(input: Record<string, unknown>, member: string, max: number): string[] | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new AwsError('SerializationException', `Expected a list of strings at '${member}'`);
  }
  if (value.length > max) {
    throw validation(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
    );
  }
  return value;
}

/** A member that must be one of `values`; undefined where it is absent. */
export function oneOf<const Value extends string>(
  input: Record<string, unknown>,
  member: string,
  values: readonly Value[],
): Value | undefined {
  const value = input[member] ?? undefined;
  const known = values.find((candidate) => candidate === value);
  if (value !== undefined && known === undefined) {
    const name = member.charAt(0).toLowerCase() + member.slice(1);
    throw validation(
      `1 validation error detected: Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${name}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
    );
  }
  return known;
}

/** A timestamp, on the wire in epoch seconds or ISO 8601, as epoch milliseconds; undefined where it is absent. */
export function timestamp(input: Record<string, unknown>, member: string): number | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) throw new AwsError('SerializationException', `Expected a timestamp at '${member}'`);
  return time;
}
