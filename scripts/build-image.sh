#!/usr/bin/env bash
# scripts/build-image.sh REPOSITORY: builds the image for amd64 and arm64, pushes it with SBOM and provenance.
# The base image is resolved to its digest first and the times in the image are the commit's, so that one commit on one
# base gives one image. Two tags: VERSION moves until the version is raised (the chart's default, which `kubectl rollout
# restart` pulls anew), VERSION-COMMIT stays. Prints `digest=sha256:…` and nothing else on stdout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -ne 1 ]; then
  echo 'usage: scripts/build-image.sh REPOSITORY, such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/cloudwatch-mcp' >&2
  exit 2
fi
repository="$1"

version="$(node -p 'require("./package.json").version')"
revision="$(git rev-parse HEAD)"
created="$(git show --no-patch --format=%cI HEAD)"
SOURCE_DATE_EPOCH="$(git show --no-patch --format=%ct HEAD)"
export SOURCE_DATE_EPOCH

base="$(sed -n 's/^ARG NODE_IMAGE=//p' Dockerfile)"
if [ -z "$base" ]; then
  echo 'The Dockerfile names no base image: it needs a line ARG NODE_IMAGE=name:tag.' >&2
  exit 1
fi
base_digest="$(docker buildx imagetools inspect "$base" --format '{{.Manifest.Digest}}')"
if ! [[ "$base_digest" =~ ^sha256:[0-9a-f]{64}$ ]]; then
  echo "The digest of $base could not be resolved: docker buildx imagetools inspect said \"$base_digest\"." >&2
  exit 1
fi

work="$(mktemp -d)"
builder="cloudwatch-mcp-$$"
trap 'docker buildx rm "$builder" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
# The default builder knows neither several platforms at once nor attestations.
docker buildx create --name "$builder" --driver docker-container >&2

docker buildx build --builder "$builder" \
  --platform linux/amd64,linux/arm64 \
  --build-arg "NODE_IMAGE=$base@$base_digest" \
  --build-arg "VERSION=$version" \
  --build-arg "REVISION=$revision" \
  --build-arg "CREATED=$created" \
  --sbom=true --provenance=mode=max \
  --tag "$repository:$version" --tag "$repository:$version-${revision:0:12}" \
  --output type=image,push=true,rewrite-timestamp=true \
  --metadata-file "$work/metadata.json" \
  . >&2

node -p '"digest=" + JSON.parse(fs.readFileSync(process.argv[1]))["containerimage.digest"]' "$work/metadata.json"
