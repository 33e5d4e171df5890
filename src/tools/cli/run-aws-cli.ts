import * as z from 'zod';
import { readCommand } from '../../analysis/cli/read-command.ts';
import { readParameters } from '../../analysis/cli/read-parameters.ts';
import { toPlain } from '../../analysis/cli/plain.ts';
import type { Structure } from '../../analysis/cli/shape.ts';
import { actionOf, CLI_OPERATIONS } from '../../aws/cli/operations.ts';
import { callerAccount } from '../patience.ts';
import { defineTool, type ToolContext } from '../define.ts';
import { accountParam, pageFields } from '../params.ts';
import { answerOf, type Asked } from './shared/answer.ts';
import { cleanPage } from './shared/clean-page.ts';
import { refuseWrittenTimes } from './shared/epoch-times.ts';
import { findOperation, operationName } from './shared/find-operation.ts';
import { helpOf } from './shared/help.ts';
import { checkLimits, filterPage, type Question } from './shared/limits.ts';
import { pagingOf, readPages, type Page, type PagesRead } from './shared/read-pages.ts';
import { refuseUnmask } from './shared/refuse-unmask.ts';
import { regionFor } from './shared/region.ts';
import { renderCli } from './shared/render.ts';
import { whenToStop } from './shared/when-to-stop.ts';

const inputSchema = z.strictObject({
  command: z
    .string()
    .min(1)
    .max(32_768)
    .describe("aws logs filter-log-events --log-group-name /a --filter-pattern ERROR --query 'events[].message'"),
  account: accountParam,
});

const outputSchema = z.object({
  command: z.string(),
  region: z.string().optional(),
  account: z.string().optional(),
  kind: z.enum(['list', 'members', 'value', 'lines', 'help']),
  key: z.string().optional(),
  rest: z.record(z.string(), z.unknown()).optional(),
  pages: z.int(),
  complete: z.boolean(),
  notes: z.array(z.string()),
  items: z.array(z.unknown()),
  ...pageFields,
});

export type CliOutput = z.output<typeof outputSchema>;

export const runAwsCli = defineTool({
  name: 'run_aws_cli',
  title: 'Run AWS CLI command',
  description:
    'One read-only AWS CLI command line: aws logs, cloudwatch, amp or sts get-caller-identity, with --query, --output json|text, --max-items, --starting-token. No shell: no pipes, files or variables. For what no other tool answers, or to read one field exactly. "help" lists the operations, "logs filter-log-events help" options.',
  toolset: 'cli',
  actions: [...new Set(CLI_OPERATIONS.map(actionOf))],
  input: inputSchema,
  output: outputSchema,
  run,
  render: renderCli,
});

async function run(asked: z.output<typeof inputSchema>, context: ToolContext): Promise<CliOutput> {
  const written = readCommand(asked.command);
  const found = findOperation(written);
  if (!('operation' in found)) return helpOf(found.service, context);
  const { operation } = found;
  const { modelOf } = await import('../../aws/cli/model.ts');
  const model = modelOf(operation);
  if (found.help) return helpOf(operation, context, model.input);
  const { globals } = written;
  const region = regionFor(globals.region, context);
  refuseWrittenTimes(operation, written, context.clock());
  const values = readParameters(operationName(operation), written.options, globals, model.input);
  refuseUnmask(values);
  const paging = pagingOf(operation, values, globals);
  const question: Question = { operation, input: values, region };
  await checkLimits(question, context);
  const readOne = (page: Record<string, unknown>) => readPage(page, question, model.output, context);
  const { query } = globals;
  const [read, account] = await Promise.all([
    paging === undefined
      ? onePage(readOne, values)
      : readPages(paging, values, globals, { read: readOne, stop: whenToStop(query !== undefined, context) }),
    callerAccount(context),
  ]);
  const { budgetTokens, signal } = context;
  const form: Asked = { output: globals.output, query, paging, budgetTokens, signal };
  const { result, notes, complete } = await answerOf(read, form);
  return {
    command: operationName(operation),
    region,
    account,
    ...result,
    pages: read.pages.length,
    complete,
    notes: [...notes],
    items: [...result.items],
  };
}

/** One answer of AWS as the CLI would print it, without what its caller may not see, and without secrets. */
async function readPage(
  input: Record<string, unknown>,
  question: Question,
  shape: Structure,
  context: ToolContext,
): Promise<Page> {
  const { sendOperation } = await import('../../aws/cli/send.ts');
  const answer = await sendOperation(context.aws, question.region, question.operation, input, context.signal);
  const page = toPlain(shape, answer) as Page;
  return cleanPage(await filterPage(page, question, context), question, context);
}

async function onePage(
  read: (input: Record<string, unknown>) => Promise<Page>,
  input: Record<string, unknown>,
): Promise<PagesRead> {
  return {
    pages: [{ page: await read(input), from: { token: undefined, skip: 0 } }],
    next: undefined,
    stopped: undefined,
  };
}
