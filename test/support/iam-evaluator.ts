import * as z from 'zod';

/**
 * A judge of IAM policies by the rules of "Policy evaluation logic" and "IAM JSON policy elements" of the IAM User Guide,
 * which knows nothing of what writes the policies here. What it does not know of a policy it refuses, rather than letting
 * it pass.
 */
export interface Question {
  /** `logs:FilterLogEvents`. */
  readonly action: string;
  /** An ARN, or `*` for an action that AWS decides on no resource. Absent where a role's trust is asked. */
  readonly resource?: string | undefined;
  /** Who asks, where a role's trust is asked: `Federated`, and the provider's ARN. */
  readonly principal?: readonly [kind: string, name: string] | undefined;
  /** Condition keys, as the request has them. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());
const conditions = z.record(z.string(), z.record(z.string(), texts));
const statement = z
  .strictObject({
    Sid: z
      .string()
      .regex(/^[A-Za-z0-9]*$/)
      .optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: z.record(z.enum(['AWS', 'Federated', 'Service']), texts.optional()).optional(),
    Action: texts,
    Resource: texts.optional(),
    Condition: conditions.optional(),
  })
  .refine(({ Principal, Resource }) => (Principal === undefined) !== (Resource === undefined), {
    message: 'either a principal, in a trust policy, or a resource, in a permissions policy',
  });
const policy = z
  .strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement).min(1) })
  .refine(({ Statement }) => new Set(Statement.map(({ Sid }) => Sid)).size === Statement.length, {
    message: 'a Sid is there twice',
  });

export type Policy = z.output<typeof policy>;

/** The policy in a JSON text. Throws where IAM would refuse it, and where the judge does not know what it says. */
export function readPolicy(json: string): Policy {
  return policy.parse(JSON.parse(json));
}

/** Whether a policy allows what is asked: some statement allows it and none denies it. */
export function allows({ Statement }: Policy, question: Question): boolean {
  const about = Statement.filter((one) => isAbout(one, question));
  return about.some(({ Effect }) => Effect === 'Allow') && about.every(({ Effect }) => Effect === 'Allow');
}

function isAbout(one: Policy['Statement'][number], { action, resource, principal, context = {} }: Question): boolean {
  return (
    one.Action.some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    (one.Resource === undefined
      ? resource === undefined
      : resource !== undefined && one.Resource.some((pattern) => isLike(resource, pattern))) &&
    (one.Principal === undefined
      ? principal === undefined
      : principal !== undefined && (one.Principal[principal[0] as 'AWS']?.includes(principal[1]) ?? false)) &&
    // Every operator and every key of it must hold, for one of the values each.
    Object.entries(one.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, valueOf(context, key), values)),
    )
  );
}

const OPERATORS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringLike: isLike,
};

function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  const compare = OPERATORS[operator];
  if (compare === undefined) throw new Error(`The judge does not know the condition operator ${operator}.`);
  return value !== undefined && wanted.some((one) => compare(value, one));
}

/** The names of condition keys are the same in any case. */
function valueOf(context: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}

/** `*` is any text, also none and over colons and slashes; `?` is one character. */
function isLike(value: string, pattern: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}
