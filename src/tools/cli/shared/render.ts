import { singular } from '../../../analysis/cli/singular.ts';
import { resultText } from '../../../analysis/cli/result.ts';
import type { Json } from '../../../analysis/cli/plain.ts';
import { plural } from '../../../format/number.ts';
import { fence, paragraphs } from '../../../format/text.ts';
import type { CliOutput } from '../run-aws-cli.ts';

/** The text of an answer: what was run and whether it is whole, the answer itself between fences, how to go on. */
export function renderCli(output: CliOutput): string {
  if (output.kind === 'help') return renderHelp(output);
  const items = output.items as Json[];
  const text = resultText({
    ...output,
    kind: output.kind,
    items,
    rest: output.rest as Record<string, Json> | undefined,
  });
  return paragraphs(scope(output), text === '' ? '' : fence(text), notes(output));
}

function renderHelp({ command, items, omitted }: CliOutput): string {
  const what = command === 'aws help' ? 'What run_aws_cli runs' : `aws ${command.replace(/ help$/, '')}`;
  const left = omitted === undefined ? '' : `More: ${plural(omitted, 'line')} not shown.`;
  const way = command.split(' ').length > 2 ? '' : 'Options of one: aws SERVICE OPERATION help.';
  return paragraphs(`${what}:`, items.join('\n'), way, left);
}

function scope({ command, region, account, kind, key, items, pages, complete, more }: CliOutput): string {
  const rows =
    kind === 'value'
      ? ''
      : kind === 'lines'
        ? `: ${plural(items.length, 'line')}`
        : `: ${plural(items.length, singular(key ?? 'elements'), key ?? 'elements')}`;
  const read = pages > 1 ? `, ${plural(pages, 'page')} read` : '';
  const whole = complete && more !== true ? 'complete' : 'INCOMPLETE, see below';
  return `aws ${command} in ${region}, account ${account ?? 'unknown'}${rows}${read}, ${whole}.`;
}

function notes({ notes: lines, omitted, items }: CliOutput): string {
  const cut =
    omitted === undefined
      ? []
      : [
          `${plural(omitted, 'element')} read but not shown: the same command with --max-items ${Math.max(1, items.length)} has a NextToken to go on with`,
        ];
  return [...lines, ...cut].map((line) => `More: ${line}.`).join('\n');
}
