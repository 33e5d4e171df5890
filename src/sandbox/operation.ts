/** A role that may be assumed, and how. */
export interface TrustedRole {
  /** The external id that its trust policy wants; any caller's do without one. */
  readonly externalId?: string | undefined;
}

/** What an operation of the sandbox is, and what operations share: AWS's errors, value checks and paging tokens. */
import { createHash } from 'node:crypto';
import type { QueryStore } from './insights/query-store.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Rows } from './world/rows.ts';
import type { World } from './world/types.ts';

export interface OperationContext {
  readonly world: World;
  /** The sandbox's clock, epoch milliseconds. */
  readonly now: () => number;
  readonly region: string;
  readonly account: string;
  /** Whose temporary credentials signed the request, if they were such. */
  readonly signedBy?: Session | undefined;
  /** The worlds of the accounts that are linked to this one as a monitoring account, in this region. */
  readonly linked?: readonly World[] | undefined;
  /** The accounts whose monitoring accounts see this one. */
  readonly monitoredBy?: readonly string[] | undefined;
  /** The roles that may be assumed, by ARN; all where undefined. */
  readonly roles?: Readonly<Record<string, TrustedRole>> | undefined;
  /** Where STS opens new ones. */
  readonly sessions?: Sessions | undefined;
  /** The Logs Insights queries that were started. */
  readonly queries?: QueryStore | undefined;
}

/**
 * One AWS operation: the request's members as the API names them, to the response's members. Timestamps go out as the
 * wire has them: epoch seconds for CloudWatch and AMP, epoch milliseconds for Logs. Throws `AwsError`.
 */
export type Operation = (input: Record<string, unknown>, context: OperationContext) => unknown;

/** An error as AWS answers it: `code` is the shape's name, `status` the HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;
  /** What the error's shape has beside the message. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** The sentence in which AWS's validators report one failed constraint of one member. */
export function constraint(value: unknown, member: string, must: string): string {
  return `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${must}`;
}

/**
 * `input[member]` as an integer within [min, max], or `fallback` where it is absent.
 * Throws `AwsError(code)` with AWS's wording: Logs says `InvalidParameterException`, CloudWatch and AMP `ValidationError`/`ValidationException`.
 */
export function integer(
  input: Record<string, unknown>,
  member: string,
  limits: { min: number; max: number; fallback: number; code: string },
): number {
  const value = input[member] ?? limits.fallback;
  const path = member.charAt(0).toLowerCase() + member.slice(1);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new AwsError('SerializationException', `${typeName(value)} can not be converted to an Integer at '${path}'`);
  }
  if (value < limits.min) {
    throw new AwsError(limits.code, constraint(value, path, `have value greater than or equal to ${limits.min}`));
  }
  if (value > limits.max) {
    throw new AwsError(limits.code, constraint(value, path, `have value less than or equal to ${limits.max}`));
  }
  return value;
}

/** `input[member]` as a string, undefined where it is absent. Throws `SerializationException` for any other type. */
export function text(input: Record<string, unknown>, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${typeName(value)} can not be converted to a String at '${member}'`);
}

function typeName(value: unknown): string {
  if (typeof value === 'number') return 'NUMBER_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  if (typeof value === 'string') return 'STRING_VALUE';
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

/** Members that may change from page to page; every other one is what the token is bound to. */
const PAGING_MEMBER = /^(next_?token|limit|max_?(records|results|datapoints|items))$/i;

function digest(operation: string, input: Record<string, unknown>): string {
  const bound = Object.entries(input)
    .filter(([member, value]) => !PAGING_MEMBER.test(member) && value !== undefined && value !== null)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([operation, bound]))
    .digest('base64url')
    .slice(0, 16);
}

/** An opaque token that says `position` to the same operation with the same input, and nothing to any other. */
export function makeToken(operation: string, input: Record<string, unknown>, position: unknown): string {
  return Buffer.from(JSON.stringify([digest(operation, input), position])).toString('base64url');
}

/** The position in `token`; throws `invalid`, AWS's own error for it, where the token is not this question's. */
function readToken(operation: string, input: Record<string, unknown>, token: unknown, invalid: AwsError): unknown {
  try {
    const content: unknown = JSON.parse(Buffer.from(String(token), 'base64url').toString());
    if (Array.isArray(content) && content[0] === digest(operation, input)) return content[1];
  } catch {
    // Not even JSON: the same answer as a foreign token.
  }
  throw invalid;
}

/** The position in `token` where it is `count` numbers; throws `invalid` where it is not, or not this question's. */
export function readNumbers(
  operation: string,
  input: Record<string, unknown>,
  token: unknown,
  expected: { count: number; invalid: AwsError },
): number[] {
  const position = readToken(operation, input, token, expected.invalid);
  const numbers = Array.isArray(position) ? position.filter((part) => typeof part === 'number') : [];
  if (numbers.length !== expected.count) throw expected.invalid;
  return numbers;
}

/**
 * One page of an ordered list: `size` rows that match, from where `token` says, and the token of the next page (undefined
 * at the end). The token is a row's index: the lists paged so do not change while they are read.
 */
export function page<Row>(
  rows: Rows<Row>,
  question: {
    operation: string;
    input: Record<string, unknown>;
    size: number;
    token: unknown;
    invalid: AwsError;
    matches?: (row: Row) => boolean;
  },
): { rows: readonly Row[]; nextToken: string | undefined } {
  const { operation, input, size, token, invalid, matches = () => true } = question;
  const from = token === undefined || token === null ? 0 : readToken(operation, input, token, invalid);
  if (typeof from !== 'number') throw invalid;
  const found: Row[] = [];
  for (let index = from; index < rows.length; index++) {
    const row = rows.at(index) as Row;
    if (!matches(row)) continue;
    if (found.length === size) return { rows: found, nextToken: makeToken(operation, input, index) };
    found.push(row);
  }
  return { rows: found, nextToken: undefined };
}
