import type { Caller, McpServices } from '../answer.ts';
import { callTool } from '../call-tool.ts';
import { wrongCursor } from '../list-page.ts';
import { accountWith, viewOf, type View } from '../view.ts';
import { RESOURCE_KINDS } from './kinds.ts';
import { FIRING_URI, uriOf } from './uri.ts';

/** A resource as resources/list gives it. */
type Listed = { uri: string; name: string; title?: string; description?: string; mimeType: string };
type ListedPage = { resources: Listed[]; nextCursor?: string };

/** Alarms on a page. */
const PAGE = 100;
/** How long the list waits for the alarms, milliseconds: clients ask for it when they connect. */
const LIST_MS = 5_000;

const ALARMS = 'alarms.';

/**
 * The resources that are worth a look without knowing a name: the alarms that fire. What has a name to be asked for is found
 * by its template, whose names complete.
 * @throws ProtocolError for a cursor that is not of this list
 */
export async function listResources(
  cursor: string | undefined,
  caller: Caller & { signal: AbortSignal },
  services: McpServices,
): Promise<ListedPage> {
  const view = viewOf(caller.principal, services);
  if (cursor !== undefined && !cursor.startsWith(ALARMS)) throw wrongCursor();
  if (!view.tools.has(RESOURCE_KINDS.firing.tool)) return { resources: [] };
  const { resources, next } = await firing(cursor?.slice(ALARMS.length), caller, view, services);
  return { resources, ...(next !== undefined && { nextCursor: `${ALARMS}${next}` }) };
}

/** What describe_alarms answers, as far as it is read here. */
interface Alarms {
  readonly counts: { readonly ALARM: number };
  readonly complete: boolean;
  readonly items: readonly { name: string; region: string; account?: string; since?: string; condition: string }[];
  readonly cursor?: string;
}

/** The resource of all alarms that fire, which says what is known of them, and each of them. */
async function firing(
  cursor: string | undefined,
  { principal, refusal, source, signal }: Caller & { signal: AbortSignal },
  view: View,
  services: McpServices,
): Promise<{ resources: Listed[]; next?: string | undefined }> {
  const { tool: name, title, description, input } = RESOURCE_KINDS.firing;
  const all = { uri: FIRING_URI, name: 'firing', title, description, mimeType: 'text/markdown' };
  const toolset = services.tools.get(name)?.toolset;
  if (toolset === undefined || !services.hasScopeOf(principal, toolset)) return { resources: [all] };
  const args = { ...input(''), limit: PAGE, ...(cursor !== undefined && { cursor }) };
  const call = { name, args, principal, refusal, source, signal, progress: () => undefined, via: 'resource' as const };
  const answer = await callTool(call, { ...services, timeoutMs: Math.min(services.timeoutMs, LIST_MS) });
  if (answer.structured === undefined) {
    if (cursor !== undefined && answer.code === 'invalid_input') throw wrongCursor();
    // A list must not read as if nothing fired.
    return { resources: [{ ...all, description: `Not known now. ${answer.text}` }] };
  }
  const { counts, complete, items, cursor: next } = answer.structured as unknown as Alarms;
  const counted = `${counts.ALARM} in ALARM now${complete ? '' : ', as far as could be read'}. ${description}`;
  const alarms = items.map(({ name: alarm, region, account = accountWith(region, view), since, condition }) => ({
    uri: uriOf({ kind: 'alarms', region, name: alarm, account: view.accounts.length > 1 ? account : undefined }),
    name: alarm,
    description: `ALARM${since === undefined ? '' : ` since ${since}`}: ${condition}`,
    mimeType: 'text/markdown',
  }));
  return { resources: cursor === undefined ? [{ ...all, description: counted }, ...alarms] : alarms, next };
}

/** The namespaces of the catalogue that the caller may see. */
export async function catalogNames({ reaches }: View, { catalog }: McpServices): Promise<string[]> {
  const { namespaces: all } = await catalog();
  return all.filter((name) => reaches.some(({ access }) => access.metricNamespace(name)));
}
