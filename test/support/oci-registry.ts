import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** As much of an OCI registry as a push needs, on a free port. */
export interface OciRegistry {
  /** `127.0.0.1:port`, as the host of a reference. */
  readonly host: string;
  /** What was pushed last under `name:tag`: the digest of its manifest and the types of its layers. */
  pushed(name: string, tag: string): { digest: string; mediaTypes: string[] } | undefined;
  close(): Promise<void>;
}

const digestOf = (content: Uint8Array): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;

export async function startOciRegistry(): Promise<OciRegistry> {
  const blobs = new Set<string>();
  const manifests = new Map<string, Buffer>();

  /** The answer to one request of https://github.com/opencontainers/distribution-spec, section «Pushing». */
  const answer = async (request: IncomingMessage): Promise<[number, Record<string, string>, Buffer?]> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
    const body = await buffer(request);
    if (pathname === '/v2/') return [200, {}];
    const [, kind, reference = ''] = /^\/v2\/.+\/(blobs|manifests)\/(.+)$/.exec(pathname) ?? [];
    if (kind === 'blobs' && request.method === 'POST') return [202, { location: `${pathname}session` }];
    if (kind === 'blobs' && request.method === 'PUT') {
      const digest = searchParams.get('digest') ?? '';
      if (digest !== digestOf(body)) return [400, {}];
      blobs.add(digest);
      return [201, { location: pathname }];
    }
    if (kind === 'blobs' && request.method === 'HEAD') return [blobs.has(reference) ? 200 : 404, {}];
    if (kind === 'manifests' && request.method === 'PUT') {
      const digest = digestOf(body);
      for (const name of [reference, digest]) manifests.set(pathname.replace(reference, name), body);
      return [201, { location: pathname, 'docker-content-digest': digest }];
    }
    const manifest = manifests.get(pathname);
    if (manifest !== undefined) {
      const headers = { 'content-type': MANIFEST, 'content-length': String(manifest.length) };
      return [200, { ...headers, 'docker-content-digest': digestOf(manifest) }, manifest];
    }
    return [404, {}];
  };

  const server = createServer((request, response) => {
    void answer(request).then(
      ([status, headers, content]) => response.writeHead(status, headers).end(content),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushed(name, tag) {
      const manifest = manifests.get(`/v2/${name}/manifests/${tag}`);
      if (manifest === undefined) return undefined;
      const { layers } = JSON.parse(manifest.toString()) as { layers: { mediaType: string }[] };
      return { digest: digestOf(manifest), mediaTypes: layers.map(({ mediaType }) => mediaType) };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
}
