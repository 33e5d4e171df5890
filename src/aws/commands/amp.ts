/** The SDK's commands of AMP that run_aws_cli runs, each by its name. */
export { DescribeWorkspaceCommand, ListWorkspacesCommand } from '@aws-sdk/client-amp';
