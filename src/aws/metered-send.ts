import { currentMeter } from '../budget/meter.ts';
import type { Pacer } from '../budget/pacer.ts';
import { ToolError } from '../errors.ts';
import { attemptsOf, estimateOf, usageOf } from './usage.ts';

/**
 * Sends one read within the budgets of who asks and at the pace of its quota. Of several who share a read, it is on the one
 * who sent it. A read that fails gives back what was set aside for it, but for the requests that were sent.
 * @param send throws ToolErrors
 * @throws ToolError too_expensive before anything is sent; the signal's reason; what `send` throws
 */
export async function sendMetered<O extends object>(
  { operation, input }: { operation: string; input: object },
  pacer: Pacer | undefined,
  signal: AbortSignal,
  send: () => Promise<O>,
): Promise<O> {
  const meter = currentMeter();
  const hold = meter?.reserve(estimateOf(operation, input));
  let isSent = false;
  try {
    if (pacer !== undefined) await pacer.turn(signal, meter?.principal);
    isSent = true;
    const output = await send();
    hold?.settle(usageOf(operation, input, output));
    const attempts = attemptsOf(output);
    // The SDK tried again by itself, mostly since AWS throttled.
    if (attempts > 1) pacer?.throttled();
    pacer?.answered(attempts);
    return output;
  } catch (error) {
    hold?.settle({ awsCalls: isSent ? attemptsOf(error) : 0 });
    if (error instanceof ToolError && error.code === 'throttled') pacer?.throttled();
    throw error;
  }
}
