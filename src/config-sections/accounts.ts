import * as z from 'zod';
import { REGION } from '../setting-parsers.ts';
import { allowDeny } from './names.ts';

/** For the schema in files: neither `all` nor 12 digits, said without look-around, which Helm's expressions have not. */
const NO_ALIAS = { anyOf: [{ const: 'all' }, { pattern: '^[0-9]{12}$' }] };

const ROLE_ARN = /^arn:aws[a-z-]*:iam::(\d{12}):role\/.+$/;

/** An account to answer about. */
const account = z
  .strictObject({
    id: z
      .string('it must be the 12 digits of an account in quotes, else YAML reads a number')
      .regex(/^\d{12}$/, 'it must be the 12 digits of an account'),
    alias: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'it must be small letters, digits and dashes')
      .refine((alias) => alias !== 'all', 'it must not be "all", which stands for every account')
      // Callers name an account by either.
      .refine((alias) => !/^\d{12}$/.test(alias), 'it must not look like the id of an account')
      .meta({ description: 'What callers call it', not: NO_ALIAS }),
    roleArn: z
      .string()
      .regex(ROLE_ARN, 'it must be the ARN of a role')
      .optional()
      .describe("The role to assume there; absent: the server's own credentials are of this account"),
    externalId: z
      .string()
      .min(2)
      .max(1224)
      .regex(/^[\w+=,.@:/-]+$/, 'it must be 2 to 1,224 letters, digits or any of _ + = , . @ : / -')
      .optional()
      .describe("What the role's trust policy wants as sts:ExternalId"),
    regions: z
      .array(z.string().regex(REGION, 'it must be a region such as us-east-1'))
      .min(1)
      .optional()
      .describe('The first is the default; absent: those of the setting regions'),
    logGroups: allowDeny.optional().describe('By name; absent: all'),
  })
  .meta({ dependencies: { externalId: ['roleArn'] } })
  .superRefine(({ id, roleArn, externalId }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const [, owner] = ROLE_ARN.exec(roleArn ?? '') ?? [];
    if (owner !== undefined && owner !== id) refuse('roleArn', `it is a role of account ${owner}, not of ${id}`);
    if (externalId !== undefined && roleArn === undefined) refuse('externalId', 'it goes with a roleArn only');
  });

export const accountsSection = z
  .array(account)
  .min(1)
  .superRefine((accounts, context) => {
    const refuse = (index: number, key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [index, key], message });
    for (const [i, { id, alias, roleArn }] of accounts.entries()) {
      const earlier = accounts.slice(0, i);
      if (earlier.some((other) => other.id === id)) refuse(i, 'id', `account ${id} is there twice`);
      if (earlier.some((other) => other.alias === alias)) refuse(i, 'alias', `two accounts are called ${alias}`);
      const own = earlier.find((other) => other.roleArn === undefined);
      if (roleArn === undefined && own !== undefined) {
        refuse(i, 'roleArn', `it is missing: only one account can be the server's own, and ${own.alias} is`);
      }
    }
  });

export type AccountSection = z.output<typeof account>;
