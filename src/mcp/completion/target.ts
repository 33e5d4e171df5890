import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { ellipsis } from '../../format/text.ts';
import { argumentsOf, promptsOf } from '../prompts/render.ts';
import { templatesOf } from '../resources/templates.ts';
import type { View } from '../view.ts';
import { ofTemplate, withoutAccount, type Target } from './needed-tool.ts';

/** As completion/complete names it: a prompt, or the template of a resource. */
export type Ref =
  { readonly type: 'ref/prompt'; readonly name: string } | { readonly type: 'ref/resource'; readonly uri: string };

/** @throws ProtocolError invalid params for a prompt or a template that is not there */
export function targetOf(ref: Ref, argument: string, view: View): Target {
  if (ref.type === 'ref/prompt') {
    const prompt = promptsOf(view).find(({ name }) => name === ref.name);
    if (prompt === undefined)
      throw unknown(`There is no prompt ${quote(ref.name)}: prompts/list has those that there are.`);
    return argumentsOf(prompt, view).find((name) => name === argument);
  }
  const template = templatesOf(view).find(({ uriTemplate }) => withoutAccount(uriTemplate) === withoutAccount(ref.uri));
  if (template === undefined) {
    throw unknown(
      `There is no resource template ${quote(ref.uri)}: resources/templates/list has those that there are.`,
    );
  }
  return ofTemplate(template.uriTemplate, argument);
}

function quote(text: string): string {
  return ellipsis(JSON.stringify(text), 120);
}

function unknown(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
