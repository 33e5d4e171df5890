import { DescribeAlarmContributorsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmContributor } from '../model.ts';
import type { Aws } from './aws.ts';

/** The series that an alarm over many (PromQL, SQL, log query) watches and that are in ALARM; AWS keeps at most 500. */
export async function readContributors(
  aws: Aws,
  region: string,
  name: string,
  signal: AbortSignal,
): Promise<AlarmContributor[]> {
  const contributors: AlarmContributor[] = [];
  let next: string | undefined;
  do {
    const command = new DescribeAlarmContributorsCommand({
      AlarmName: name,
      ...(next !== undefined && { NextToken: next }),
    });
    const answer = await aws.cloudwatch(region, command, { signal });
    contributors.push(
      ...(answer.AlarmContributors ?? []).map((contributor) => ({
        id: contributor.ContributorId ?? '',
        attributes: contributor.ContributorAttributes ?? {},
        reason: contributor.StateReason ?? '',
        since: contributor.StateTransitionedTimestamp?.getTime(),
      })),
    );
    next = answer.NextToken || undefined;
  } while (next !== undefined);
  return contributors;
}
