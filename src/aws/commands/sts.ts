/** The SDK's commands of STS that run_aws_cli runs, each by its name. */
export { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
