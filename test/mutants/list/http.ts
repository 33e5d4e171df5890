import type { Mutant } from '../mutant.ts';

/** What comes in by HTTP, and what leaves early. */
export const HTTP_MUTANTS: readonly Mutant[] = [
  {
    name: 'guard: a foreign Host is served on a local bind',
    file: 'src/http/mcp.ts',
    find: 'if (hosts !== undefined) scope.addHook(',
    replace: 'if (hosts?.length === 0) scope.addHook(',
    tests: ['test/http/guards.test.ts'],
  },
  {
    name: 'guard: a page of a foreign origin is served',
    file: 'src/http/mcp.ts',
    find: "scope.addHook('onRequest', originGuard([...LOCAL_NAMES, ...config.allowedOrigins]));",
    replace: '',
    tests: ['test/http/librechat.test.ts'],
  },
  {
    name: 'guard: an origin passes by the end of its name',
    file: 'src/http/guards.ts',
    find: 'return names.includes(url.hostname) ||',
    replace: 'return names.some((name) => url.hostname.endsWith(name)) ||',
    tests: ['test/http/guards-property.test.ts'],
  },
  {
    name: 'guard: a body of any size is read',
    file: 'src/http/app.ts',
    find: 'const BODY_LIMIT = 1024 * 1024;',
    replace: 'const BODY_LIMIT = 64 * 1024 * 1024;',
    tests: ['test/http/librechat.test.ts'],
  },
  {
    name: 'guard: a body nested ever so deep is handed on',
    file: 'src/http/mcp.ts',
    find: 'if (!isNestedDeeper(request.body, MAX_DEPTH)) return;',
    replace: 'if (request.body !== 0) return;',
    tests: ['test/mcp/hostile.test.ts'],
  },
  {
    name: 'direct answers: a request with more than the plain shape is not left to the SDK',
    file: 'src/http/direct-request.ts',
    find: "!hasOnly(params, ['name', 'arguments', '_meta'])",
    replace: '!isObject(params)',
    tests: ['test/http/direct.test.ts'],
  },
  {
    name: 'direct answers: the answer has not the id of its request',
    file: 'src/http/direct.ts',
    find: '"id":${JSON.stringify(request.id)}}',
    replace: '"id":1}',
    tests: ['test/http/direct.test.ts'],
  },
  {
    name: 'direct answers: a caller that hangs up is not noticed',
    file: 'src/http/direct.ts',
    find: 'if (!stream.writableFinished) gone.abort();',
    replace: '',
    tests: ['test/tools/logs/get-log-events.test.ts'],
  },
  {
    name: 'draining: what is under way is cut off',
    file: 'src/http/app.ts',
    find: '      await connections.quiet();\n',
    replace: '',
    tests: ['test/mcp/call.test.ts'],
  },
  {
    name: 'draining: a silent connection holds up the end',
    file: 'src/http/app.ts',
    find: 'app.server.closeAllConnections();',
    replace: '',
    tests: ['test/http/silent-connections.test.ts'],
  },
  {
    name: 'draining: readyz goes on to say ok',
    file: 'src/http/listen.ts',
    find: '      ready = false;\n',
    replace: '',
    tests: ['test/http/admin.test.ts'],
  },
];
