import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Message, Origin } from '../telemetry/tracing.ts';
import { sourceOf, type McpServices } from './answer.ts';
import type { CallSource } from './call-tool.ts';

/**
 * What `answer` gives, within the message's span where there are traces. The SDK sends the message of whatever is thrown: of
 * what is no error of the protocol, only a reference leaves.
 */
export async function inWords<T>(
  message: Message,
  origin: Origin | undefined,
  { recorder, tracing }: Pick<McpServices, 'recorder' | 'tracing'>,
  answer: (source: CallSource) => T | Promise<T>,
): Promise<T> {
  const span = tracing?.message(message, origin);
  const source = sourceOf(origin, message, span);
  try {
    const result = await answer(source);
    span?.end();
    return result;
  } catch (error) {
    if (error instanceof ProtocolError) {
      span?.end(String(error.code));
      throw error;
    }
    span?.end(String(ProtocolErrorCode.InternalError));
    const reference = randomUUID().slice(0, 8);
    recorder.internalError(message.method, reference, error, source.requestId);
    throw new ProtocolError(
      ProtocolErrorCode.InternalError,
      `Internal error, reference ${reference}. The details are in the server's log.`,
    );
  }
}
