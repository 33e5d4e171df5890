import * as z from 'zod';
import { ofAccount } from '../../params.ts';
import { byRule, type Access } from '../../../access.ts';
import { listWorkspaces, type Workspace } from '../../../aws/amp.ts';
import { ToolError } from '../../../errors.ts';
import { prometheusLink, metricsLink } from '../../../format/console-link.ts';
import {
  ampSource,
  cloudwatchSource,
  parseSourceId,
  serverSource,
  SOURCE_FORMS,
  type Source,
} from '../../../prometheus/sources.ts';
import { heldNote } from '../../../prometheus/hold-labels.ts';
import { quoted } from '../../../format/text.ts';
import { asideMs, readWithin } from '../../patience.ts';
import type { ToolContext } from '../../define.ts';

/** Most sources an error sentence lists. */
const MAX_LISTED = 20;

export const sourceParam = z
  .string()
  .optional()
  .describe('amp:<region>/<workspace>, cloudwatch:<region> or prometheus:<name>; optional where there is one');

/** The source of a question, and how it came to be it. */
export interface FoundSource {
  readonly source: Source;
  /** `prometheus:main`, `amp:us-east-1/ws-1 "shop"`, `… (taken by default)`. */
  readonly title: string;
  /** The page to look further: the workspace or metrics in the AWS console, or the server's own page. */
  readonly link: string | undefined;
}

/** What to ask of IAM to find out which sources there are. */
export const FIND_SOURCE_ACTIONS = ['aps:ListWorkspaces'] as const;

/**
 * The source that a question names (by id, workspace id, alias or server name) or, where it names none, the only server
 * or active workspace there is; CloudWatch of the first region where there is neither.
 * @throws ToolError invalid_input with the known sources where the name is unknown, is of a workspace that is not active, or several could be meant; access_denied where the name is unknown and the workspaces may not be listed
 */
export async function findSource(name: string | undefined, context: ToolContext): Promise<FoundSource> {
  const named = name === undefined ? undefined : parseSourceId(name.trim());
  if (named !== undefined && !context.access.promqlSource(named.id)) {
    throw notAllowed(named.id, named, context.access);
  }
  // CloudWatch has one in each region and is not worth a look at AMP.
  if (named?.kind === 'cloudwatch' && allowedRegions(context).includes(named.region)) return found(named, context);
  if (named?.kind === 'prometheus' && context.prometheus.configured.includes(named.id)) return found(named, context);
  const { known, refused, unread } = await knownSources(context);
  const called = known.filter(({ source, alias }) => name !== undefined && isCalled(source, alias, name.trim()));
  const [match] = called;
  if (match !== undefined && called.length === 1) {
    if (!match.usable) throw notActive(match, known, unread);
    return found(match.source, context, match.alias);
  }
  // Where the list cannot be read, the workspace may still be: the question itself will tell.
  if (named?.kind === 'amp' && unread.regions.includes(named.region)) return found(named, context);
  const hidden = refused.find(({ source, alias }) => name !== undefined && isCalled(source, alias, name.trim()));
  if (called.length === 0 && hidden !== undefined) throw notAllowed(quoted(name ?? ''), hidden.source, context.access);
  if (name !== undefined) {
    const why = called.length > 1 ? 'names several sources' : 'is not a known source';
    throw new ToolError(
      called.length === 0 && unread.refused ? 'access_denied' : 'invalid_input',
      `source ${quoted(name)} ${why}${ofAccount(context)}. ${listed(called.length > 1 ? called : known, unread)}`,
    );
  }
  return byDefault(known, refused, unread, context);
}

/** The regions whose workspaces could not be listed, and whether that is for the lack of a permission. */
interface Unread {
  readonly regions: string[];
  refused: boolean;
}

interface Known {
  readonly source: Source;
  readonly alias?: string | undefined;
  readonly usable: boolean;
  /** Of a workspace. */
  readonly status?: string | undefined;
}

function notActive({ source, status }: Known, known: readonly Known[], unread: Unread): ToolError {
  const usable = known.filter((one) => one.usable);
  return new ToolError(
    'invalid_input',
    `The workspace ${source.id} is ${status}: only an ACTIVE one answers PromQL${status === 'CREATING' ? ', which takes a few minutes' : ''}. Ask another source. ${listed(usable, unread)}`,
  );
}

function byDefault(
  known: readonly Known[],
  refused: readonly Known[],
  unread: Unread,
  context: ToolContext,
): FoundSource {
  const usable = known.filter((one) => one.usable && one.source.kind !== 'cloudwatch');
  const only = usable.length === 0 ? known.find(({ source }) => source.kind === 'cloudwatch') : usable[0];
  if (only === undefined) {
    const [one] = refused;
    const why = one === undefined ? '' : byRule(context.access, 'promqlSource', one.source.id);
    throw new ToolError('not_allowed', `There is no PromQL source that you may ask${why}.`);
  }
  if (usable.length > 1) {
    throw new ToolError('invalid_input', `source is missing, and there are several. ${listed(known, unread)}`);
  }
  const chosen = found(only.source, context, only.alias);
  const unsure = unread.regions.length === 0 ? '' : `; ${unlisted(unread)}`;
  const held = heldNote(context.access.promqlLabels);
  const notes = [held, `taken by default${unsure}`].filter((part) => part !== '').join('; ');
  return { ...chosen, title: `${nameOf(only.source, only.alias)} (${notes})` };
}

/** @param called as the caller did: its other names are not told */
function notAllowed(called: string, { id }: Source, access: Access): ToolError {
  return new ToolError(
    'not_allowed',
    `The source ${called} is not allowed for you${byRule(access, 'promqlSource', id)}.`,
  );
}

async function knownSources(context: ToolContext): Promise<{ known: Known[]; refused: Known[]; unread: Unread }> {
  const regions = allowedRegions(context);
  const unread: Unread = { regions: [], refused: false };
  const ms = asideMs(context);
  const workspaces = await Promise.all(
    regions.map((region) =>
      readWithin(ms, context, (signal) => listWorkspaces(context.aws, region, signal)).catch(
        (error: unknown): Workspace[] => {
          if (!(error instanceof ToolError)) throw error;
          unread.regions.push(region);
          unread.refused ||= error.code === 'access_denied';
          return [];
        },
      ),
    ),
  );
  const known: Known[] = [
    ...context.prometheus.servers.map(({ name }) => ({ source: serverSource(name), usable: true })),
    ...workspaces.flat().map(({ region, id, alias, status }) => ({
      source: ampSource(region, id),
      alias,
      status,
      usable: status === 'ACTIVE' || status === 'UPDATING',
    })),
    ...regions.map((region) => ({ source: cloudwatchSource(region), usable: true })),
  ];
  const refused = known.filter(({ source }) => !context.access.promqlSource(source.id));
  return { known: known.filter(({ source }) => context.access.promqlSource(source.id)), refused, unread };
}

function allowedRegions(context: ToolContext): string[] {
  return context.regions.filter(context.access.region);
}

function isCalled(source: Source, alias: string | undefined, name: string): boolean {
  if (source.id === name || alias === name) return true;
  if (source.kind === 'amp') return source.workspaceId === name;
  return source.kind === 'prometheus' && source.name === name;
}

function found(source: Source, context: ToolContext, alias?: string): FoundSource {
  const note = heldNote(context.access.promqlLabels);
  const name = nameOf(source, alias);
  return { source, title: note === '' ? name : `${name} (${note})`, link: linkTo(source, context) };
}

function nameOf(source: Source, alias: string | undefined): string {
  return alias ? `${source.id} "${alias}"` : source.id;
}

function linkTo(source: Source, context: ToolContext): string | undefined {
  if (source.kind === 'prometheus') return context.prometheus.servers.find(({ name }) => name === source.name)?.base;
  const place = { region: source.region, partition: context.aws.partition(source.region).name };
  return source.kind === 'amp' ? prometheusLink(place, source.workspaceId) : metricsLink(place);
}

function listed(known: readonly Known[], unread: Unread): string {
  const names = known.slice(0, MAX_LISTED).map(({ source, alias, usable }) => {
    const notes = [alias ? `"${alias}"` : '', usable ? '' : 'not active'].filter((note) => note !== '');
    return notes.length === 0 ? source.id : `${source.id} (${notes.join(', ')})`;
  });
  const rest = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more (list_prometheus_workspaces)` : '';
  const gap = unread.regions.length === 0 ? '' : ` ${unlisted(unread)}.`;
  return `Known: ${names.join(', ')}${rest}.${gap} The forms are ${SOURCE_FORMS}.`;
}

function unlisted({ regions, refused }: Unread): string {
  const why = refused ? `: the role needs "${FIND_SOURCE_ACTIONS[0]}" in its policy` : '';
  return `AMP workspaces of ${regions.join(', ')} could not be listed${why}`;
}
