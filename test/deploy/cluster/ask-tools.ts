/** In a client pod: `node ask-tools.ts URL ROLE_NAME QUESTIONS.ts…` asks every tool that the service lists, one question each. */
import { callTool, check, eventually, request } from './mcp.ts';

type Questions = readonly (readonly [tool: string, args: object, expected: RegExp])[];

const [url = '', role = '', ...files] = process.argv.slice(2);
const questions: [tool: string, args: object, expected: RegExp][] = [];
for (const file of files) {
  const { QUESTIONS } = (await import(file)) as { QUESTIONS: Questions };
  questions.push(...QUESTIONS.map(([tool, args, expected]) => [tool, args, expected] as [string, object, RegExp]));
}

/** What a service lists only where its configuration names its toolset. */
const OFF_BY_DEFAULT = ['run_aws_cli'];
/** Of a query that was asked before, by its id. */
const OF_QUERY: readonly [tool: string, args: (id: string) => object, expected: RegExp][] = [
  ['get_logs_insights_results', (id) => ({ id }), /^2 rows/],
  ['get_log_record', (id) => ({ pointer: `${id}#1` }), /@message/],
  ['stop_logs_insights_query', (id) => ({ id }), /not running|already|ended|done|complete/i],
];

await check(`every tool that ${url} lists has a question`, async () => {
  const { tools } = await eventually(() => request(url, 'tools/list', {}));
  const listed = (tools as { name: string }[]).map((tool) => tool.name);
  const asked = new Set([...questions, ...OF_QUERY].map(([tool]) => tool));
  const missing = listed.filter((name) => !asked.has(name));
  const gone = [...asked].filter((name) => !listed.includes(name) && !OFF_BY_DEFAULT.includes(name));
  if (missing.length + gone.length > 0)
    throw new Error(`without one: ${missing.join(', ')}; not listed: ${gone.join(', ')}`);
  return `${listed.length} tools`;
});
for (const [tool, args, expected] of questions) {
  if (OFF_BY_DEFAULT.includes(tool)) continue;
  await check(tool, async () => {
    const { text, isError } = await callTool(url, tool, args);
    if (isError || !expected.test(text)) throw new Error(`${expected} is not in: ${text}`);
  });
}
const query = { query: 'fields @message, @logStream', groups: ['/shop/checkout'], limit: 2 };
const asked = await request(url, 'tools/call', { name: 'run_logs_insights_query', arguments: query });
const { id } = (asked['structuredContent'] ?? {}) as { id?: string };
for (const [tool, args, expected] of OF_QUERY) {
  await check(tool, async () => {
    const { text, isError } = await callTool(url, tool, args(String(id)));
    if (isError || !expected.test(text)) throw new Error(`${expected} is not in: ${text}`);
  });
}
await check(`the service is who assumed ${role}`, async () => {
  const { text } = await callTool(url, 'get_server_info', {});
  const [arn] = new RegExp(`\\S+:assumed-role/${role}/\\S+`).exec(text) ?? [];
  if (arn === undefined) throw new Error(text);
  return arn;
});
