import type { Aws } from '../aws/aws.ts';
import { ToolError } from '../errors.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import { fail, pass, warning, type Check } from './check.ts';

/** AWS refuses signatures that are five minutes off (SigV4); the SDK then signs again with AWS's time. */
const SKEW_WORTH_A_LOOK_MS = 60_000;

/** Where the credentials come from, and whose they are. Never rejects but by the signal. */
export async function checkIdentity(aws: Aws, signal: AbortSignal): Promise<Check[]> {
  const credentials = await checkCredentials(aws);
  if (credentials.status === 'fail') return [credentials];
  try {
    const { account, arn } = await aws.caller(signal);
    const role = roleArn(arn);
    return [
      credentials,
      pass('identity', `account ${account}, ${role === undefined ? arn : `role ${role}, as ${arn}`}`),
    ];
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return [credentials, fail('identity', error.message, 'Mend this first: nothing else of AWS can be asked.')];
  }
}

async function checkCredentials(aws: Aws): Promise<Check> {
  try {
    const { source, expires } = await aws.credentials();
    const until =
      expires === undefined ? 'which do not expire' : `valid until ${formatTime(expires)} and renewed before`;
    return pass('credentials', `from ${source ?? 'a provider that does not say its name'}, ${until}`);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return fail('credentials', error.message, 'Mend this first: nothing else of AWS can be asked.');
  }
}

/** How far this machine's clock is from AWS's, by the last answer that came. */
export function checkClock(aws: Aws): Check {
  const name = 'clock';
  const aheadMs = aws.clockAheadMs();
  if (aheadMs === undefined)
    return warning(name, 'AWS gave no answer to compare it with', 'Mend what fails, then try again.');
  const off = Math.abs(aheadMs);
  if (off < 2_000) return pass(name, 'agrees with AWS to two seconds');
  const found = `${formatDuration(off)} ${aheadMs > 0 ? 'behind' : 'ahead of'} AWS`;
  if (off < SKEW_WORTH_A_LOOK_MS) return pass(name, found);
  const remedy =
    'AWS refuses signatures that are 5 min off, so that calls are sent twice: set the clock of the node (chrony, Amazon Time Sync).';
  return warning(name, found, remedy);
}

/** The role behind `arn:aws:sts::123456789012:assumed-role/Name/session`; its path is not told there. */
function roleArn(arn: string): string | undefined {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}
