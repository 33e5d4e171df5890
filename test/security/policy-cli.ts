import type { Limit } from './policy-limit.ts';

/** Command lines of the AWS CLI before the callers of `policy-limits.ts`, by the rule that limits them. */
type Questions = Readonly<Record<'groups' | 'namespaces' | 'regions' | 'sources', Pick<Limit, 'lists' | 'direct'>>>;

const run = (command: string) => ['run_aws_cli', { command }] as const;
const shows = (command: string, what: RegExp) => ['run_aws_cli', { command }, what] as const;

export const CLI: Questions = {
  groups: {
    lists: [
      shows('aws logs describe-log-groups --region us-east-1', /\/shop\/orders/),
      shows('logs describe-log-groups --region us-east-1 --query logGroups[].logGroupName', /\/shop\/orders/),
    ],
    direct: [
      run('logs filter-log-events --region us-east-1 --log-group-name /shop/checkout'),
      run('logs describe-log-streams --region us-east-1 --log-group-name /shop/checkout'),
    ],
  },
  namespaces: {
    lists: [shows('cloudwatch list-metrics --region us-east-1', /AWS\/SQS/)],
    direct: [run('cloudwatch list-metrics --region us-east-1 --namespace AWS/EC2')],
  },
  regions: {
    lists: [shows('logs describe-log-groups', /\/edge\/access/)],
    direct: [run('logs describe-log-groups --region us-east-1')],
  },
  sources: {
    lists: [shows('amp list-workspaces --region us-east-1', /ws-c81d40e2/)],
    direct: [],
  },
};
