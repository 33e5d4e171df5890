'use strict';
// Plain JavaScript, because what it looks for is a Node too old to read the project's TypeScript.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `cloudwatch-mcp runs on Node 22.18 or newer and this is ${process.versions.node}: on Linux x64 and arm64 \`npm ci\` brings Node 24, which npm's scripts use (npm start) and which is node_modules/.bin/node; elsewhere install it.\n`,
  );
  process.exit(1);
}
