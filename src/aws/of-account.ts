import { withDeadline } from '../deadline.ts';
import { ToolError } from '../errors.ts';
import type { Aws, ReadOptions, Sign } from './aws.ts';

/** How long an answer may wait for STS to say whose the credentials are, milliseconds. */
const WAIT_MS = 2_000;
/** How long STS is not asked again after it did not say, milliseconds. */
const UNKNOWN_TTL_MS = 60_000;

/**
 * The same way to AWS for an account that is read by the server's own credentials: where these turn out to be of another one
 * every read fails, so that no answer is told as that of an account whose it is not. Where STS does not say, it is read.
 */
export function ofAccount(aws: Aws, { id, alias }: { readonly id: string; readonly alias: string }): Aws {
  let unknownUntil = 0;

  /** @throws ToolError expired where the credentials are of another account; the signal's reason */
  async function check(signal?: AbortSignal): Promise<void> {
    if (performance.now() < unknownUntil) return;
    const own = await ownerOf(signal ?? new AbortController().signal);
    if (own === undefined) unknownUntil = performance.now() + UNKNOWN_TTL_MS;
    if (own === undefined || own === id) return;
    throw new ToolError(
      'expired',
      `Account ${alias} (${id}) cannot be read: the server's own credentials, by which it is read, are of account ${own}. The operator must correct the configuration.`,
    );
  }
  async function ownerOf(signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await withDeadline(signal, WAIT_MS, (deadline) => aws.caller(deadline.signal))).account;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
  /** The read goes first: it shall wait for nothing, and its answer may be the first to know that there are no credentials. */
  async function checked<T>(read: Promise<T>, { signal }: ReadOptions): Promise<T> {
    const [owner, answer] = await Promise.allSettled([check(signal), read]);
    if (owner.status === 'rejected') throw owner.reason;
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  }

  return {
    ...aws,
    cloudwatch: (region, command, options) => checked(aws.cloudwatch(region, command, options), options),
    logs: (region, command, options) => checked(aws.logs(region, command, options), options),
    amp: (region, command, options) => checked(aws.amp(region, command, options), options),
    oam: (region, operation, input, options) => checked(aws.oam(region, operation, input, options), options),
    signer(service, region) {
      const sign = aws.signer(service, region);
      const signChecked: Sign = async (request) => {
        await check();
        return sign(request);
      };
      return Object.assign(signChecked, sign.renew && { renew: sign.renew });
    },
  };
}
