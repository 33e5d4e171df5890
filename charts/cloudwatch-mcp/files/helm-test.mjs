// What `helm test` runs in the product's own image: the service is ready, and lists its tools, or asks strangers for a token.
const [readyUrl, mcpUrl, mode] = process.argv.slice(-3);
const patienceMs = Number(process.env.HELM_TEST_PATIENCE_MS ?? 30_000);

/** The text of an answer of `status`. Routes may take a moment to reach a pod that has just become ready. */
async function ask(url, init, status = 200) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { failure, ...answer } = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) }).then(
      async (reply) => {
        const body = await reply.text();
        if (reply.status === status) return { text: body, headers: reply.headers };
        return { failure: `HTTP ${reply.status} in place of ${status}: ${body.slice(0, 500)}` };
      },
      (error) => ({ failure: error.cause?.message ?? error.message }),
    );
    if (failure === undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${url}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

const listTools = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
};

async function listsItsTools() {
  const { text } = await ask(mcpUrl, listTools);
  const message = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  const names = (message.result?.tools ?? []).map((tool) => tool.name);
  if (names.length === 0) throw new Error(`${mcpUrl}: no tools in ${text.slice(0, 500)}`);
  console.log(`${mcpUrl}: ${names.length} tools: ${names.join(', ')}`);
}

async function asksForAToken() {
  const { headers } = await ask(mcpUrl, listTools, 401);
  const challenge = headers.get('www-authenticate') ?? '';
  if (!/^Bearer\b/.test(challenge)) throw new Error(`${mcpUrl}: 401 without WWW-Authenticate: Bearer`);
  console.log(`${mcpUrl}: asks for a token (${mode}): ${challenge}`);
}

try {
  console.log(`${readyUrl}: ${(await ask(readyUrl)).text}`);
  await (mode === 'none' ? listsItsTools() : asksForAToken());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
