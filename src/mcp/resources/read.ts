import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from '@modelcontextprotocol/server';
import { ellipsis } from '../../format/text.ts';
import type { Caller, McpServices } from '../answer.ts';
import { callTool, type Answer } from '../call-tool.ts';
import { accountWith, viewOf, type View } from '../view.ts';
import { kindsOf, questionOf, textOf } from './kinds.ts';
import { parseUri, type Resource } from './uri.ts';

type Contents = {
  contents: [{ uri: string; mimeType: string; text: string }];
};

/**
 * Reads a resource by the tool that its URI stands for, as a call of that tool.
 * @throws ResourceNotFoundError where there is nothing by that URI; ProtocolError in the tool's own words for all else
 */
export async function readResource(
  uri: string,
  { principal, refusal, source, signal }: Caller & { signal: AbortSignal },
  services: McpServices,
): Promise<Contents> {
  const view = viewOf(principal, services);
  const resource = parseUri(uri);
  if (resource === undefined || !kindsOf(services.tools).some(({ kind }) => kind === resource.kind)) {
    throw new ResourceNotFoundError(uri, noResource(uri, view.tools));
  }
  const account = accountOf(resource, view);
  const { tool: name, args } = questionOf(resource, account);
  const call = { name, args, principal, refusal, source, signal, progress: () => undefined, via: 'resource' as const };
  const answer = await callTool(call, services);
  if (answer.structured === undefined) throw protocolError(uri, answer);
  const tool = services.tools.get(name);
  const text = tool && textOf(resource, answer.structured, tool, answer.text, account);
  if (text === undefined) throw new ResourceNotFoundError(uri, `${notThere(uri)} ${name} lists what exists.`);
  return { contents: [{ uri, mimeType: 'text/markdown', text }] };
}

/** The account that is asked; undefined: the first, or none is configured. */
function accountOf(resource: Resource, view: View): string | undefined {
  const given = 'account' in resource ? resource.account : undefined;
  return given ?? ('region' in resource ? accountWith(resource.region, view) : undefined);
}

/** An answer that is an error, as an error of the protocol. */
export function protocolError(uri: string | undefined, { text, code }: Pick<Answer, 'text' | 'code'>): ProtocolError {
  const said = text.replace(/^Error: /, '');
  if (code === 'not_found' && uri !== undefined) return new ResourceNotFoundError(uri, said);
  const asked = code === 'invalid_input' || code === 'not_allowed';
  const kind = asked ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  return new ProtocolError(kind, said, { ...(uri !== undefined && { uri }), code });
}

function noResource(uri: string, tools: ReadonlySet<string>): string {
  const templates = kindsOf(tools).flatMap(({ template }) => template ?? []);
  const known = templates.length === 0 ? 'You may read none.' : `Known: ${templates.join(', ')}.`;
  return `${notThere(uri)} ${known} Names are percent-encoded.`;
}

function notThere(uri: string): string {
  return `There is no resource ${ellipsis(JSON.stringify(uri), 200)}.`;
}
