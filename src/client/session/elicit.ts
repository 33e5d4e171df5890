import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/client';
import { visible } from '../paint.ts';
import { Interrupted } from '../terminal/line-reader.ts';
import { askParameters, type Desk } from './ask-parameters.ts';

/** Puts to the person what a server asks in the middle of a call; Ctrl-C declines to say. */
export async function elicit(desk: Desk, params: ElicitRequest['params']): Promise<ElicitResult> {
  if (!('requestedSchema' in params)) return { action: 'decline' };
  desk.aside(visible(`The server asks: ${params.message}`));
  try {
    const content = await askParameters(desk, params.requestedSchema, {});
    if (content === undefined) return { action: 'cancel' };
    return { action: 'accept', content: content as NonNullable<ElicitResult['content']> };
  } catch (error) {
    if (error instanceof Interrupted) return { action: 'cancel' };
    throw error;
  }
}
