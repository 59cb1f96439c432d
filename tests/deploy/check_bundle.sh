#!/usr/bin/env bash
# Make the offline bundle (EXTRAS=1: with all that is optional), install it where there is no network, and ask it a question. Takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
deploy/make_bundle.sh "$work/dist"
mkdir "$work/closed"
tar -xzf "$work"/dist/yinju-*.tar.gz -C "$work/closed" --strip-components=1
cd "$work/closed"

# A network namespace of its own has no way out; where the kernel refuses one, pip is at least told to use no index.
closed=(env HOME="$work" PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null)
if unshare --net true 2>/dev/null; then closed=(unshare --net "${closed[@]}"); else echo "（没有网络隔离）"; fi
"${closed[@]}" deploy/install_offline.sh
.venv/bin/python -c 'import torch; assert not torch.version.cuda, torch.__version__'
if [ -n "${EXTRAS:-}" ]; then
    .venv/bin/python -c 'import authlib, langchain_ollama, langchain_openai, mcp, milvus_lite, pymilvus'
    "${closed[@]}" .venv/bin/python -m pip check
fi
"${closed[@]}" make sync
answer=$("${closed[@]}" .venv/bin/python -m qa ask --json 夜查工地的时候发现哪个工地的土方没盖网？)
echo "$answer" | .venv/bin/python -c '
import json, sys
answer = json.load(sys.stdin)
assert answer["status"] == "answered" and answer["citations"], answer
print("离线安装后的回答：", answer["answer"])'

echo "== 坏了一个字节的安装包要被拒绝 =="
printf 'x' >>README.md
if "${closed[@]}" deploy/install_offline.sh >"$work/log" 2>&1; then echo "损坏的文件没有被发现" >&2; exit 1; fi
grep -q "损坏" "$work/log"
echo "1 passed, 0 failed"
