import * as z from 'zod';
import { TOOLSETS } from '../settings.ts';
import { allowDeny } from './names.ts';

/** What a rule limits; what it does not name it leaves as it is. */
const limits = {
  toolsets: z.array(z.enum(TOOLSETS)).min(1).optional(),
  accounts: allowDeny.optional().describe('By alias or id'),
  regions: allowDeny.optional(),
  logGroups: allowDeny.optional(),
  metricNamespaces: allowDeny.optional(),
  promqlSources: allowDeny.optional(),
  promqlLabels: z.record(z.string(), z.string()).optional().describe('Every PromQL selector is held to these labels'),
};

const rule = z.strictObject({
  name: z.string().min(1).max(64),
  principals: z.array(z.string().min(1)).min(1).describe('Names of principals, or group:<name>; * stands for anything'),
  ...limits,
});

/**
 * `everyone` holds for all. Of `rules` the first whose principals name the caller holds too; where there are rules and none
 * names a caller, it may ask for nothing.
 */
export const policySection = z.strictObject({
  everyone: z.strictObject(limits).optional(),
  rules: z.array(rule).min(1).optional(),
});

export type PolicySection = z.output<typeof policySection>;
