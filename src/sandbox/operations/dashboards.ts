import { AwsError, page, text } from '../operation.ts';
import type { Operation } from '../operation.ts';
import { byName, findNamed } from '../world/rows.ts';
import { invalidNextToken } from './cloudwatch-input.ts';

const PAGE_SIZE = 1_000;

export const dashboardOperations: Record<string, Operation> = {
  ListDashboards(input, context) {
    const { world, account } = context;
    const { rows, nextToken } = page(byName(world.dashboards ?? [], text(input, 'DashboardNamePrefix')), {
      operation: 'ListDashboards',
      input,
      size: PAGE_SIZE,
      token: input.NextToken,
      invalid: invalidNextToken(),
    });
    const DashboardEntries = rows.map(({ name, modifiedAt, body }) => ({
      DashboardName: name,
      DashboardArn: arnOf(account, name),
      LastModified: modifiedAt / 1000,
      Size: Buffer.byteLength(body),
    }));
    return { DashboardEntries, NextToken: nextToken };
  },

  GetDashboard(input, { world, account }) {
    const name = text(input, 'DashboardName');
    if (name === undefined) throw new AwsError('InvalidParameterValueException', 'DashboardName is required.');
    const dashboard = findNamed(world.dashboards ?? [], name);
    if (!dashboard) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
    return { DashboardName: name, DashboardArn: arnOf(account, name), DashboardBody: dashboard.body };
  },
};

function arnOf(account: string, name: string): string {
  return `arn:aws:cloudwatch::${account}:dashboard/${name}`;
}
