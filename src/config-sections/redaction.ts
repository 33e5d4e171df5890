import * as z from 'zod';
import { whyUnsafe } from './safe-pattern.ts';

/** What is looked for, by the name that stands in its place. */
export const REDACTION_RULES = [
  'private-key',
  'jwt',
  'connection-string',
  'aws-access-key-id',
  'aws-secret-key',
  'aws-session-token',
  'url-signature',
  'bearer-token',
  'basic-auth',
  'vendor-token',
  'password',
  'api-secret',
  'card-number',
] as const;
export type RedactionRule = (typeof REDACTION_RULES)[number];

const custom = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'it must be small letters, digits and dashes')
    .describe('What stands in the place of a match: [redacted:name]'),
  pattern: z
    .string()
    .min(1)
    .max(500)
    .superRefine((pattern, context) => {
      const reason = whyUnsafe(pattern);
      if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
    })
    .describe('A regular expression of JavaScript, with bounded repetitions only'),
});

/** Which secrets are replaced before an answer leaves: all that are known, unless switched off. */
export const redactionSection = z.strictObject({
  enabled: z.boolean().default(true),
  rules: z.partialRecord(z.enum(REDACTION_RULES), z.boolean()).default({}).describe('false switches a rule off'),
  custom: z.array(custom).max(50).default([]),
});

export type RedactionSection = z.output<typeof redactionSection>;
