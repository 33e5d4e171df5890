import { kebab } from '../../../analysis/cli/kebab.ts';
import { optionsOf } from '../../../analysis/cli/read-parameters.ts';
import type { Shape, Structure } from '../../../analysis/cli/shape.ts';
import { CLI_OPERATIONS, CLI_SERVICES, type CliOperation } from '../../../aws/cli/operations.ts';
import type { ToolContext } from '../../define.ts';
import type { CliOutput } from '../run-aws-cli.ts';
import { epochUnit } from './epoch-times.ts';
import { operationName } from './find-operation.ts';
import { UNMASK } from './refuse-unmask.ts';

/** What there is: the operations of a service or of all, or the options of one operation. */
export function helpOf(
  about: CliOperation | string | undefined,
  context: Pick<ToolContext, 'access' | 'server'>,
  input?: Structure,
): CliOutput {
  const lines =
    typeof about === 'object' && input !== undefined ? optionLines(about, input) : serviceLines(about, context);
  const command = typeof about === 'object' ? operationName(about) : (about ?? 'aws');
  return { command: `${command} help`, kind: 'help', pages: 0, complete: true, notes: [], items: lines };
}

function serviceLines(about: unknown, { access, server }: Pick<ToolContext, 'access' | 'server'>): string[] {
  return CLI_SERVICES.filter((service) => about === undefined || service === about).map((service) => {
    const names = CLI_OPERATIONS.filter((one) => one.service === service)
      .filter(({ toolset }) => access.toolset(toolset) && server.toolsets.includes(toolset))
      .map(({ name }) => kebab(name));
    return `aws ${service}: ${names.length === 0 ? 'nothing that is allowed for you' : names.join(', ')}`;
  });
}

function optionLines(operation: CliOperation, input: Structure): string[] {
  const { paging } = operation;
  const lines = [...optionsOf(input)].flatMap(([option, { member, shape, flag }]) => {
    if (flag === false || member === paging?.token || member === paging?.limit || member === UNMASK) return [];
    const needed = input.required.includes(member) ? ' (required)' : '';
    return [`${option}${flag === undefined ? ` ${epochWords(operation, member) ?? shapeWords(shape)}` : ''}${needed}`];
  });
  const pages =
    paging === undefined ? [] : ['--max-items N', '--page-size N', '--starting-token TOKEN', '--no-paginate'];
  return [...lines, ...pages, '--query JMESPATH', '--output json|text', '--region REGION', '--cli-input-json JSON'];
}

function epochWords(operation: CliOperation, member: string): string | undefined {
  const unit = epochUnit(operation, member);
  return unit === undefined ? undefined : `EPOCH_${unit.toUpperCase()}`;
}

const SCALARS = {
  text: 'TEXT',
  number: 'N',
  boolean: 'true|false',
  timestamp: 'TIME',
  blob: 'BASE64',
  document: 'JSON',
};

function shapeWords(shape: Shape, depth = 0): string {
  switch (shape.kind) {
    case 'list': {
      const one = shapeWords(shape.of, depth + 1);
      return depth === 0 ? `${one} …` : `[${one},…]`;
    }
    case 'map':
      return `KEY=${shapeWords(shape.of, depth + 1)},…`;
    case 'structure': {
      if (depth > 2) return '{…}';
      const members = [...shape.members].map(([name, of]) => `${name}=${shapeWords(of(), depth + 1)}`);
      return depth > 1 ? `{${members.join(',')}}` : members.join(',');
    }
    default:
      return SCALARS[shape.kind];
  }
}
