import type { Aws, Caller } from '../aws/aws.ts';
import type { CredentialVariables } from '../config.ts';
import { formatDuration, formatTime } from '../format/time.ts';
import { fail, pass, warning, type Check } from './check.ts';
import { credentialsRemedy } from './credential-hints.ts';
import { answerOf } from './patience.ts';

/** AWS refuses signatures that are five minutes off (SigV4); the SDK then signs again with AWS's time. */
const SKEW_WORTH_A_LOOK_MS = 60_000;

const NETWORK = 'Check that the network reaches AWS: DNS, egress on 443, VPC endpoints, proxies.';

/** What to do where AWS does not say who we are, by the code of the error. */
const IDENTITY_REMEDIES: Readonly<Record<string, string>> = {
  access_denied: 'This needs no policy: a service control policy or the policy of a VPC endpoint refuses it.',
  expired: 'Renew the credentials; if the clock is right, the secret access key is wrong.',
  throttled: 'Wait a minute, then try again.',
};

/** Where the credentials come from, and whose they are. Never rejects but by the signal. */
export async function checkIdentity(
  aws: Aws,
  variables: CredentialVariables,
  signal: AbortSignal,
): Promise<readonly [Check, ...Check[]]> {
  const name = 'credentials';
  const got = await answerOf(signal, () => aws.credentials());
  if ('failure' in got) return [fail(name, got.failure, credentialsRemedy(variables))];
  const { source, expires } = got.answer;
  const until = expires === undefined ? 'which do not expire' : `valid until ${formatTime(expires)} and renewed before`;
  const credentials = pass(name, `from ${source ?? 'a provider that does not say its name'}, ${until}`);
  return [credentials, await checkCaller(aws, signal)];
}

async function checkCaller(aws: Aws, signal: AbortSignal): Promise<Check> {
  const who = await answerOf(signal, (own) => aws.caller(own));
  if ('failure' in who) return fail('identity', who.failure, IDENTITY_REMEDIES[who.code ?? ''] ?? NETWORK);
  return pass('identity', inWords(who.answer));
}

function inWords({ account, arn }: Caller): string {
  const role = roleArn(arn);
  return `account ${account}, ${role === undefined ? arn : `role ${role}, as ${arn}`}`;
}

/** How far this machine's clock is from AWS's, by the last answer that came; nothing to say where none did. */
export function checkClock(aws: Aws): Check[] {
  const name = 'clock';
  const aheadMs = aws.clockAheadMs();
  if (aheadMs === undefined) return [];
  const off = Math.abs(aheadMs);
  if (off < 2_000) return [pass(name, 'agrees with AWS to two seconds')];
  const found = `${formatDuration(off)} ${aheadMs > 0 ? 'behind' : 'ahead of'} AWS`;
  if (off < SKEW_WORTH_A_LOOK_MS) return [pass(name, found)];
  const remedy =
    'AWS refuses signatures that are 5 min off, so that calls are sent twice: set the clock of the node (chrony, Amazon Time Sync).';
  return [warning(name, found, remedy)];
}

/** The role behind `arn:aws:sts::123456789012:assumed-role/Name/session`; its path is not told there. */
function roleArn(arn: string): string | undefined {
  const [, partition, account, role] = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
}
