import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

/** A published package whose facts the catalogue takes, exactly one version of it, and the file that holds them. */
export interface Source {
  readonly package: string;
  readonly version: string;
  /** SHA-256 of the archive as its registry serves it. */
  readonly sha256: string;
  readonly file: string;
  /** Puts the archive into a folder and returns its path. */
  readonly fetch: (source: Source, folder: string) => string;
}

const MAX_BYTES = 256 * 1024 * 1024;
const run = (program: string, args: readonly string[], cwd: string) =>
  execFileSync(program, args, { cwd, maxBuffer: MAX_BYTES, stdio: ['ignore', 'pipe', 'inherit'] });

/** Read from the npm registry, the Python Package Index and the Go module proxy, by their own clients. */
export const SOURCES = {
  spec: {
    package: '@aws-cdk/aws-service-spec',
    version: '0.1.216',
    sha256: '2305b840c961bf7ab982a3e67a44cd2fe1f8fad78d8f2598c0fd36fbf17c9af8',
    file: 'package/db.json.gz',
    fetch: ({ package: name, version }, folder) =>
      join(
        folder,
        run('npm', ['pack', '--silent', `${name}@${version}`], folder)
          .toString()
          .trim(),
      ),
  },
  grafana: {
    package: 'github.com/grafana/grafana-aws-sdk',
    version: 'v0.31.2',
    sha256: 'c1816f2e287e1fd00ef9f0b285f8d75f7d9d61bc48e4a91b3a14ec8f41ea5e0f',
    file: 'github.com/grafana/grafana-aws-sdk@v0.31.2/pkg/cloudWatchConsts/metrics.go',
    fetch: ({ package: name, version }, folder) => {
      const said = run('go', ['mod', 'download', '-json', `${name}@${version}`], folder).toString();
      return z.object({ Zip: z.string() }).parse(JSON.parse(said)).Zip;
    },
  },
  awslabs: {
    package: 'awslabs.cloudwatch-mcp-server',
    version: '0.3.1',
    sha256: '2161532a8f48d454b87d6e4d53f25188e98a7661b9187db9decea907810187be',
    file: 'awslabs/cloudwatch_mcp_server/cloudwatch_metrics/data/metric_metadata.json',
    fetch: ({ package: name, version }, folder) => {
      run(
        'python3',
        ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, `${name}==${version}`],
        folder,
      );
      return join(folder, `${name.replaceAll(/[.-]/g, '_')}-${version}-py3-none-any.whl`);
    },
  },
} as const satisfies Record<string, Source>;

/** The text of the file that a source's facts are in. @throws Error where the archive is not the pinned one */
export function readSource(source: Source, folder: string): string {
  const archive = source.fetch(source, folder);
  const found = hash('sha256', readFileSync(archive), 'hex');
  if (found !== source.sha256) {
    throw new Error(`${source.package} ${source.version} has SHA-256 ${found}, not the pinned ${source.sha256}.`);
  }
  const content = archive.endsWith('.tgz')
    ? run('tar', ['-xzOf', archive, source.file], folder)
    : run('python3', ['-c', UNZIP, archive, source.file], folder);
  return (source.file.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
}

const UNZIP = 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))';
