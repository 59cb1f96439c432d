#!/usr/bin/env bash
# Make one archive that installs 引据 in a closed network: every wheel, the model (it lies in a wheel) and the program.
#   deploy/make_bundle.sh [FOLDER]      needs the network; writes FOLDER/yinju-VERSION.tar.gz (default: dist)
#   EXTRAS=1 deploy/make_bundle.sh      with all that is optional: chat models, agents, Milvus, signing in
# It holds what is committed, so that a bundle can always be told by its commit.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
out=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
name=yinju-$(sed -n 's/^__version__ = "\(.*\)"/\1/p' index/__init__.py)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo "== 取出程序（$(git rev-parse --short HEAD)） =="
mkdir "$work/$name"
git archive HEAD | tar -x -C "$work/$name"
git rev-parse HEAD >"$work/$name/COMMIT"
"$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' >"$work/$name/deploy/PYTHON_VERSION"

echo "== 下载所有的包 =="
# Wheels, for the closed machine may have no compiler; jieba has none and needs none. pip itself goes along, because an
# old one cannot read new wheels.
wheels=$work/$name/wheels
download=("$PYTHON" -m pip download --quiet --disable-pip-version-check --only-binary :all: --no-binary jieba
    --dest "$wheels")
"${download[@]}" --no-deps --require-hashes -r requirements.lock
# The versions alone: torch's build has no hash here, and pip wants all or none.
sed -n 's/ \\$//p' requirements.lock | grep -v '^ ' >"$work/versions"
deploy/torch_cpu.sh "${download[@]}" --find-links "$wheels" --constraint "$work/versions"
"${download[@]}" --no-deps pip
if [ -n "${EXTRAS:-}" ]; then
    "${download[@]}" --no-deps --require-hashes -r requirements-extras.lock
    touch "$work/$name/deploy/EXTRAS"
fi

echo "== 写校验和，打包 =="
(cd "$work/$name" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" --owner=0 --group=0 -czf "$out/$name.tar.gz.part" "$name"
mv "$out/$name.tar.gz.part" "$out/$name.tar.gz"
echo "写好了 $out/$name.tar.gz（$(du -h "$out/$name.tar.gz" | cut -f1)）：解开后运行 deploy/install_offline.sh"
