import type { Operation } from '../operation.ts';

export const stsOperations: Record<string, Operation> = {
  GetCallerIdentity: (_input, { account }) => ({
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/sandbox/cloudwatch-mcp`,
    UserId: 'AROASANDBOXSANDBOX12:cloudwatch-mcp',
  }),
};
