import type { Mutant } from './mutant.ts';
import { ACCOUNT_MUTANTS } from './list/accounts.ts';
import { AWS_MUTANTS } from './list/aws.ts';
import { HTTP_MUTANTS } from './list/http.ts';
import { IAM_MUTANTS } from './list/iam.ts';
import { PIPELINE_MUTANTS } from './list/pipeline.ts';
import { POLICY_MUTANTS } from './list/policy.ts';
import { PROMETHEUS_MUTANTS } from './list/prometheus.ts';
import { SEARCH_MUTANTS } from './list/search.ts';
import { TEXT_MUTANTS } from './list/text.ts';
import { WINDOW_MUTANTS } from './list/windows.ts';

/** Every mutant, in the order of a call: in by HTTP, through the pipeline, out to AWS, back as text; then the policies. */
export const MUTANTS: readonly Mutant[] = [
  ...HTTP_MUTANTS,
  ...PIPELINE_MUTANTS,
  ...POLICY_MUTANTS,
  ...WINDOW_MUTANTS,
  ...SEARCH_MUTANTS,
  ...AWS_MUTANTS,
  ...ACCOUNT_MUTANTS,
  ...PROMETHEUS_MUTANTS,
  ...TEXT_MUTANTS,
  ...IAM_MUTANTS,
];
