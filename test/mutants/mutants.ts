import type { Mutant } from './mutant.ts';
import { AUTH_MUTANTS } from './list/auth.ts';
import { ACCOUNT_MUTANTS } from './list/accounts.ts';
import { AWS_MUTANTS } from './list/aws.ts';
import { CONFIG_MUTANTS } from './list/config.ts';
import { HTTP_MUTANTS } from './list/http.ts';
import { IAM_MUTANTS } from './list/iam.ts';
import { PIPELINE_MUTANTS } from './list/pipeline.ts';
import { POLICY_RULE_MUTANTS } from './list/policy-rules.ts';
import { POLICY_MUTANTS } from './list/policy.ts';
import { PRIVACY_MUTANTS } from './list/privacy.ts';
import { PROMETHEUS_MUTANTS } from './list/prometheus.ts';
import { SEARCH_MUTANTS } from './list/search.ts';
import { TEXT_MUTANTS } from './list/text.ts';
import { TOOL_MUTANTS } from './list/tools.ts';
import { WINDOW_MUTANTS } from './list/windows.ts';

/** Every mutant, in the order of a call: configured, in by HTTP, through the pipeline, out to AWS, back as text; then the policies. */
export const MUTANTS: readonly Mutant[] = [
  ...CONFIG_MUTANTS,
  ...HTTP_MUTANTS,
  ...AUTH_MUTANTS,
  ...PIPELINE_MUTANTS,
  ...POLICY_MUTANTS,
  ...POLICY_RULE_MUTANTS,
  ...WINDOW_MUTANTS,
  ...SEARCH_MUTANTS,
  ...TOOL_MUTANTS,
  ...AWS_MUTANTS,
  ...ACCOUNT_MUTANTS,
  ...PROMETHEUS_MUTANTS,
  ...TEXT_MUTANTS,
  ...PRIVACY_MUTANTS,
  ...IAM_MUTANTS,
];
