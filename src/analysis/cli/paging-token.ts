import { ToolError } from '../../errors.ts';

/** Where a paged answer goes on: the page that AWS's own token begins, and how many of its items were shown. */
export interface Resume {
  /** undefined: the first page. */
  readonly token: string | undefined;
  readonly skip: number;
}

/** The `NextToken` of the AWS CLI, which `--starting-token` takes; the same text as botocore's. */
export function encodeToken(member: string, { token, skip }: Resume): string {
  const parts = [`${JSON.stringify(member)}: ${token === undefined ? 'null' : JSON.stringify(token)}`];
  if (skip > 0) parts.push(`"boto_truncate_amount": ${skip}`);
  return Buffer.from(`{${parts.join(', ')}}`).toString('base64');
}

/**
 * Reads a `--starting-token`: the CLI's own, or AWS's as it is.
 * @throws ToolError invalid_input for the CLI's token of another operation
 */
export function decodeToken(member: string, text: string): Resume {
  const fields = fieldsOf(text);
  if (fields === undefined) return { token: text, skip: 0 };
  const { [member]: token, boto_truncate_amount: skip = 0, ...others } = fields;
  const fits = (token === null || typeof token === 'string') && Number.isInteger(skip) && Number(skip) >= 0;
  if (!fits || Object.keys(others).length > 0) {
    throw new ToolError(
      'invalid_input',
      '--starting-token is not one of this operation: give the NextToken of its last answer, or none.',
    );
  }
  return { token: token ?? undefined, skip: Number(skip) };
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
