import { kindsOf, RESOURCE_KINDS } from '../resources/kinds.ts';
import { parseUri } from '../resources/uri.ts';
import { isSource, SOURCE_OF_KIND, SOURCES, type SourceName } from './sources.ts';

/** What an argument completes from; undefined: from nothing. */
export type Target = SourceName | 'region' | 'account' | 'start' | 'catalog' | undefined;

/**
 * The tool that a message calls, by its name, as the resource it reads, or for the values it completes; undefined where it
 * calls none, or asks for what is not there.
 */
export function neededTool({ method, params }: Record<string, unknown>): string | undefined {
  const { name, uri, ref, argument } = fields(params);
  switch (method) {
    case 'tools/call':
      return textOrNothing(name);
    case 'resources/read': {
      const resource = typeof uri === 'string' ? parseUri(uri) : undefined;
      return resource && RESOURCE_KINDS[resource.kind].tool;
    }
    case 'completion/complete': {
      const asked = textOrNothing(fields(argument)['name']) ?? '';
      const template = fields(ref)['uri'];
      const target = typeof template === 'string' ? ofTemplate(template, asked) : asked;
      return target !== undefined && isSource(target) ? SOURCES[target].tool : undefined;
    }
    default:
      return undefined;
  }
}

export function ofTemplate(uri: string, argument: string): Target {
  if (argument === 'region' || argument === 'account') return argument;
  const kind = kindsOf({ has: () => true }).find(({ template }) => template === withoutAccount(uri))?.kind;
  if (kind === 'catalog' && argument === 'namespace') return 'catalog';
  return kind !== undefined && argument === 'name' ? SOURCE_OF_KIND[kind] : undefined;
}

export function withoutAccount(template: string): string {
  return template.replace('{?account}', '');
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
