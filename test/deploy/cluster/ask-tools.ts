/** In a client pod: `node ask-tools.ts URL ROLE_NAME QUESTIONS.ts…` asks every tool that the service lists, one question each. */
import { callTool, check, eventually, request } from './mcp.ts';

type Questions = readonly (readonly [tool: string, args: object, expected: RegExp])[];

const [url = '', role = '', ...files] = process.argv.slice(2);
const questions: [tool: string, args: object, expected: RegExp][] = [];
for (const file of files) {
  const { QUESTIONS } = (await import(file)) as { QUESTIONS: Questions };
  questions.push(...QUESTIONS.map(([tool, args, expected]) => [tool, args, expected] as [string, object, RegExp]));
}

await check(`every tool that ${url} lists has a question`, async () => {
  const { tools } = await eventually(() => request(url, 'tools/list', {}));
  const listed = (tools as { name: string }[]).map((tool) => tool.name);
  const asked = new Set(questions.map(([tool]) => tool));
  const missing = listed.filter((name) => !asked.has(name));
  const gone = [...asked].filter((name) => !listed.includes(name));
  if (missing.length + gone.length > 0)
    throw new Error(`without one: ${missing.join(', ')}; not listed: ${gone.join(', ')}`);
  return `${listed.length} tools`;
});
for (const [tool, args, expected] of questions) {
  await check(tool, async () => {
    const { text, isError } = await callTool(url, tool, args);
    if (isError || !expected.test(text)) throw new Error(`${expected} is not in: ${text}`);
  });
}
await check(`the service is who assumed ${role}`, async () => {
  const { text } = await callTool(url, 'get_server_info', {});
  const [arn] = new RegExp(`\\S+:assumed-role/${role}/\\S+`).exec(text) ?? [];
  if (arn === undefined) throw new Error(text);
  return arn;
});
