import { UriTemplate, type ReadResourceResult } from '@modelcontextprotocol/client';
import { visible, visibleJson } from '../paint.ts';
import { contentsText } from '../results/result-text.ts';
import { usageError } from '../trouble.ts';
import { askParameters } from './ask-parameters.ts';
import { serverCompletion } from './completion.ts';
import type { Command } from './command.ts';
import { deskOf, linkOf, withLink, type Session } from './session.ts';
import { nextPart } from './template-completion.ts';

export const RESOURCE_COMMANDS: readonly Command[] = [
  {
    names: ['resources', 'list-resources'],
    usage: '',
    help: 'list the resources and the templates of their URIs',
    run: listResources,
  },
  {
    names: ['read'],
    usage: '<uri | template>',
    help: 'read a resource; asks for the parts of a template',
    run: readResource,
    complete: (session, words) => uris(session, words.at(-1) ?? ''),
  },
];

async function listResources(session: Session, _: string, signal: AbortSignal): Promise<void> {
  const { screen } = session;
  const { resources, resourceTemplates } = await listed(session, signal);
  // Templates are few, and say what the rest is about.
  for (const { uriTemplate, title, name, description } of resourceTemplates) {
    screen.say(line(uriTemplate, title ?? name, description));
  }
  for (const { uri, title, name, description } of resources) screen.say(line(uri, title ?? name, description));
  if (resources.length + resourceTemplates.length === 0) screen.say('The server has no resources.');
}

const line = (uri: string, title: string, description: string | undefined) =>
  visible(`${uri}: ${title}${description === undefined ? '' : `. ${description}`}`);

async function listed(session: Session, signal: AbortSignal) {
  if (linkOf(session).client.getServerCapabilities()?.resources === undefined) {
    return { resources: [], resourceTemplates: [] };
  }
  const { resources } = await withLink(session, signal, (client) => client.listResources({}, { signal }));
  // Servers without templates need not know the method.
  const templates = await withLink(session, signal, (client) => client.listResourceTemplates({}, { signal })).catch(
    () => ({ resourceTemplates: [] }),
  );
  return { resources, resourceTemplates: templates.resourceTemplates };
}

async function readResource(session: Session, rest: string, signal: AbortSignal): Promise<void> {
  linkOf(session);
  if (rest === '') throw usageError('Which resource? `read URI`; `resources` lists them.');
  const uri = UriTemplate.isTemplate(rest) ? await fillTemplate(session, rest) : rest;
  if (uri === undefined) return;
  const result = await withLink(session, signal, (client) => client.readResource({ uri }, { signal }));
  show(session, result);
}

function show({ json, write, screen }: Session, result: ReadResourceResult): void {
  if (json) write(`${visibleJson(result.contents)}\n`);
  else screen.answer(visible(result.contents.map(contentsText).join('\n')), false);
}

async function fillTemplate(session: Session, text: string): Promise<string | undefined> {
  const template = new UriTemplate(text);
  const names = template.variableNames;
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    required: names,
  };
  const complete = serverCompletion(session, { type: 'ref/resource', uri: text });
  const values = await askParameters(deskOf(session), schema, {}, complete);
  return values && template.expand(values as Record<string, string>);
}

/** URIs and templates, and what a half typed URI goes on with: the server completes the parts of its templates. */
async function uris(session: Session, typed: string): Promise<readonly string[]> {
  const { resources, resourceTemplates } = await listed(session, new AbortController().signal);
  const begun = typed === '' ? [] : resourceTemplates.map(({ uriTemplate: uri }) => goOn(session, uri, typed));
  const parts = await Promise.all(begun);
  return [...resources.map((one) => one.uri), ...resourceTemplates.map((one) => one.uriTemplate), ...parts.flat()];
}

async function goOn(session: Session, uri: string, typed: string): Promise<readonly string[]> {
  const next = nextPart(uri, typed);
  if (next === undefined) return [];
  if (next.kind === 'text') return [next.whole];
  const complete = serverCompletion(session, { type: 'ref/resource', uri });
  const values = await complete({ name: next.name, required: true, schema: {} }, next.typed, next.given);
  return values.map((value) => `${next.before}${encodeURIComponent(value)}`);
}
