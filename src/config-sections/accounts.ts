import * as z from 'zod';
import { allowDeny } from './names.ts';

/** An account to answer about. */
const account = z.strictObject({
  id: z.string().regex(/^\d{12}$/, 'it must be the 12 digits of an account'),
  alias: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'it must be small letters, digits and dashes')
    .describe('What callers call it'),
  roleArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'it must be the ARN of a role')
    .optional()
    .describe("The role to assume there; absent: the server's own credentials are of this account"),
  externalId: z.string().min(2).max(1224).optional(),
  regions: z.array(z.string()).min(1).optional().describe('Absent: those of the setting regions'),
  logGroups: allowDeny.optional(),
});

export const accountsSection = z.array(account).min(1);

export type AccountSection = z.output<typeof account>;
