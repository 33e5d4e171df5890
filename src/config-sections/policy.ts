import * as z from 'zod';
import { TOOLSETS } from '../toolsets.ts';
import { allowDeny, pattern } from './names.ts';

/** The value or values that a label must have. */
const labelValues = z.union([z.string().min(1).max(512), z.array(z.string().min(1).max(512)).min(1).max(50)]);

/** What a rule limits; what it does not name it leaves as it is. */
const limits = {
  toolsets: z
    .array(z.enum(TOOLSETS))
    .min(1)
    .optional()
    .describe('get_server_info and list_accounts are of the toolset server'),
  accounts: allowDeny.optional().describe('By alias or id'),
  regions: allowDeny.optional(),
  logGroups: allowDeny.optional().describe('By name, whatever the account'),
  metricNamespaces: allowDeny
    .optional()
    .describe('Also closes cloudwatch:<region> for PromQL, unless promqlSources.allow names it'),
  promqlSources: allowDeny
    .optional()
    .describe('By id (amp:<region>/<workspace>, cloudwatch:<region>, prometheus:<name>), workspace id or server name'),
  promqlLabels: z
    .record(z.string().min(1).max(256), labelValues)
    .refine((labels) => !('__name__' in labels), 'it cannot hold __name__: that is the name of the metric')
    .optional()
    .meta({ description: 'Every PromQL selector is held to these labels', not: { required: ['__name__'] } }),
};

const rule = z.strictObject({
  name: z
    .string()
    .regex(/^[\w .-]{1,64}$/, 'it must be 1 to 64 letters, digits, spaces, dots, dashes or underscores')
    .refine((name) => name !== 'everyone', '"everyone" is what holds for all: choose another name')
    .meta({ description: 'For the sentences of refusals', not: { const: 'everyone' } }),
  principals: z.array(pattern).min(1).describe('Names of principals, or group:<name>; * stands for anything'),
  ...limits,
});

/**
 * `everyone` holds for all. Of `rules` the first whose principals name the caller holds too; where there are rules and none
 * names a caller, it may ask for nothing.
 */
export const policySection = z.strictObject({
  everyone: z.strictObject(limits).optional(),
  rules: z
    .array(rule)
    .min(1)
    .refine(
      (rules) => new Set(rules.map(({ name }) => name)).size === rules.length,
      'two rules have the same name: refusals could not tell them apart',
    )
    .optional(),
});

export type PolicySection = z.output<typeof policySection>;
export type PolicyLimits = NonNullable<PolicySection['everyone']>;
