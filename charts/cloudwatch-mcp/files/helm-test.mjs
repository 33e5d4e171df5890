// What `helm test` runs in the product's own image: the service is ready, and lists its tools.
const [readyUrl, mcpUrl] = process.argv.slice(-2);
const patienceMs = Number(process.env.HELM_TEST_PATIENCE_MS ?? 30_000);

/** The text of an answer. Routes may take a moment to reach a pod that has just become ready. */
async function ask(url, init) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const { text, failure } = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) }).then(
      async (reply) => {
        const body = await reply.text();
        return reply.ok ? { text: body } : { failure: `HTTP ${reply.status}: ${body}` };
      },
      (error) => ({ failure: error.cause?.message ?? error.message }),
    );
    if (failure === undefined) return text;
    if (Date.now() > deadline) throw new Error(`${url}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

try {
  console.log(`${readyUrl}: ${await ask(readyUrl)}`);
  const answer = await ask(mcpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });
  const message = JSON.parse(/^data: (.*)$/m.exec(answer)?.[1] ?? answer);
  const names = (message.result?.tools ?? []).map((tool) => tool.name);
  if (names.length === 0) throw new Error(`${mcpUrl}: no tools in ${answer.slice(0, 500)}`);
  console.log(`${mcpUrl}: ${names.length} tools: ${names.join(', ')}`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
