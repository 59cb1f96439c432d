#!/usr/bin/env bash
# Install 引据 from an unpacked bundle, without any network: checks the files, makes .venv, unpacks the model.
#   deploy/install_offline.sh           then: make run
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-python3}
[ -d wheels ] || { echo "这里没有 wheels 文件夹：请在 make bundle 做出的安装包里运行。" >&2; exit 1; }
wanted=$(cat deploy/PYTHON_VERSION)
found=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$wanted" ] || { echo "安装包是为 Python $wanted 做的，这里的 $PYTHON 是 $found；请用 PYTHON=python$wanted 再运行一次。" >&2; exit 1; }

echo "== 核对文件 =="
sha256sum --quiet --check SHA256SUMS || { echo "安装包里有文件损坏，请重新复制一份。" >&2; exit 1; }

echo "== 安装到 .venv =="
"$PYTHON" -m venv .venv
export PIP_NO_INDEX=1 PIP_FIND_LINKS="$PWD/wheels" PIP_DISABLE_PIP_VERSION_CHECK=1
pip=(.venv/bin/python -m pip install --quiet)
"${pip[@]}" --upgrade pip
"${pip[@]}" --no-deps --require-hashes -r requirements.lock
deploy/torch_cpu.sh "${pip[@]}"
if [ -e deploy/EXTRAS ]; then "${pip[@]}" --no-deps --require-hashes -r requirements-extras.lock; fi
"${pip[@]}" --quiet --no-deps --no-build-isolation --editable .
touch .venv/.installed

echo "== 准备模型 =="
.venv/bin/python -c "from index.embed.bundled import ensure_bundled_model; ensure_bundled_model()"
echo "安装好了。运行 make run，再打开浏览器。"
