/** CloudWatch Observability Access Manager, as far as a reader needs it. */
import { page, AwsError, integer } from '../operation.ts';
import type { Operation, OperationContext } from '../operation.ts';

const SHARED = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup'];

export const oamOperations: Record<string, Operation> = {
  ListSinks(input, context) {
    const { account, region, linked } = context;
    const sinks = linked === undefined || linked.length === 0 ? [] : [account];
    return listed('ListSinks', input, sinks, () => ({
      Arn: sinkArn(account, region),
      Id: account.slice(0, 8),
      Name: 'observability',
    }));
  },

  ListAttachedLinks(input, context) {
    const { account, region, linked = [] } = context;
    if (input.SinkIdentifier !== sinkArn(account, region)) {
      throw new AwsError('ResourceNotFoundException', `Sink ${String(input.SinkIdentifier)} does not exist.`, 404);
    }
    return listed('ListAttachedLinks', input, linked, (source) => ({
      Label: `label-of-${source.account}`,
      LinkArn: linkArn(source.account, region),
      ResourceTypes: SHARED,
    }));
  },

  ListLinks(input, context) {
    const { account, region, monitoredBy = [] } = context;
    return listed('ListLinks', input, monitoredBy, (monitor) => ({
      Arn: linkArn(account, region),
      Id: account.slice(0, 8),
      Label: `label-of-${account}`,
      ResourceTypes: SHARED,
      SinkArn: sinkArn(monitor, region),
    }));
  },
};

function listed<Row>(
  operation: string,
  input: Record<string, unknown>,
  all: readonly Row[],
  item: (row: Row) => Record<string, unknown>,
): unknown {
  const size = integer(input, 'MaxResults', { min: 1, max: 100, fallback: 100, code: 'InvalidParameterException' });
  const invalid = new AwsError('InvalidParameterException', 'Invalid NextToken');
  const { rows, nextToken } = page(all, { operation, input, size, token: input.NextToken, invalid });
  return { Items: rows.map(item), ...(nextToken !== undefined && { NextToken: nextToken }) };
}

function sinkArn(account: string, region: string): string {
  return `arn:aws:oam:${region}:${account}:sink/${account.slice(0, 8)}`;
}

function linkArn(account: OperationContext['account'], region: string): string {
  return `arn:aws:oam:${region}:${account}:link/${account.slice(0, 8)}`;
}
