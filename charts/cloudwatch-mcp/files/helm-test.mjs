// What `helm test` runs in the product's own image: the service is ready, and lists its tools.
const [readyUrl, mcpUrl] = process.argv.slice(1);
const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });

// Routes may take a moment to reach a pod that has just become ready.
async function ask(url, init, deadline = Date.now() + 30_000) {
  for (;;) {
    const failure = await fetch(url, { ...init, signal: AbortSignal.timeout(5_000) }).then(
      async (response) =>
        response.ok ? { text: await response.text() } : `HTTP ${response.status}: ${await response.text()}`,
      (error) => error.cause?.message ?? error.message,
    );
    if (typeof failure === 'object') return failure.text;
    if (Date.now() > deadline) throw new Error(`${url}: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

console.log(`${readyUrl}: ${await ask(readyUrl)}`);
const answer = await ask(mcpUrl, { method: 'POST', headers, body });
const message = JSON.parse(/^data: (.*)$/m.exec(answer)?.[1] ?? answer);
const names = (message.result?.tools ?? []).map((tool) => tool.name);
if (names.length === 0) throw new Error(`${mcpUrl}: no tools in ${answer.slice(0, 500)}`);
console.log(`${mcpUrl}: ${names.length} tools: ${names.join(', ')}`);
