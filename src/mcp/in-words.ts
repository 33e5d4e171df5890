import { randomUUID } from 'node:crypto';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Recorder } from './record.ts';

/**
 * What `answer` gives. The SDK sends the message of whatever is thrown: of what is no error of the protocol, only a reference
 * leaves.
 */
export async function inWords<T>(method: string, recorder: Recorder, answer: () => T | Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    const reference = randomUUID().slice(0, 8);
    recorder.internalError(method, reference, error);
    throw new ProtocolError(
      ProtocolErrorCode.InternalError,
      `Internal error, reference ${reference}. The details are in the server's log.`,
    );
  }
}
