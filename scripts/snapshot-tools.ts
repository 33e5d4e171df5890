import { currentSnapshot, writeSnapshot } from '../test/support/tools-list-snapshot.ts';

/** Writes test/mcp/tools-list.json anew. `test/mcp/tools-list.test.ts` fails when the tools drift from it. */
const snapshot = currentSnapshot();
writeSnapshot(snapshot);
process.stdout.write(
  `tools/list: ${snapshot.tokens.default} tokens by default, ${snapshot.tokens.all} with all toolsets\n`,
);
