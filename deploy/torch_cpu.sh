#!/usr/bin/env bash
# Run a pip command for torch's build without a GPU, at the locked version: a fifth of the size of the other.
#   deploy/torch_cpu.sh pip install        deploy/torch_cpu.sh python -m pip download --dest wheels
# Taken from the index that pip is set up with where that has it, else from PyTorch's own.
set -euo pipefail
cd "$(dirname "$0")/.."
INDEX=${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}
torch=torch==$(sed -n 's/^torch==\([0-9.]*\).*/\1/p' requirements-torch.lock)+cpu
"$@" --constraint requirements-torch.lock "$torch" 2>/dev/null ||
    "$@" --constraint requirements-torch.lock --extra-index-url "$INDEX" "$torch"
