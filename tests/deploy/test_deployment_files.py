"""The files an operator copies name commands, folders and settings that exist."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import index
from index.settings import load_settings
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def _commands() -> list[list[str]]:
    """Return every command of a service: program, -m, module, arguments."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    composed = [service["command"] for service in services.values() if service["command"][0] == "python"]
    units = [re.search(r"^ExecStart=(.+)$", unit.read_text(), re.M)[1].split() for unit in DEPLOY.glob("*.service")]
    image = re.search(r"^CMD \[(.+)\]$", (DEPLOY / "Dockerfile").read_text(), re.M)[1]
    return [*composed, *units, [word.strip(' "') for word in image.split(",")]]


@pytest.mark.parametrize("command", _commands(), ids=" ".join)
def test_every_command_is_one_the_program_has(command):
    module = command[command.index("-m") + 1]
    options = [word for word in command if word.startswith("--")]
    subcommand = [word for word in command[command.index("-m") + 2 :][:1] if not word.startswith("-")]
    result = subprocess.run(
        [sys.executable, "-m", module, *subcommand, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert all(option in result.stdout for option in options), result.stdout


def test_the_container_has_settings_of_its_own():
    settings = load_settings(DEPLOY / "container.toml")
    assert (settings.library.folder, settings.library.articles) == (Path("/data/library"), Path("/data/articles"))


def test_what_the_image_copies_is_there():
    for line in (DEPLOY / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY"):
            assert all((ROOT / name).exists() for name in line.split()[1:-1]), line


@pytest.mark.parametrize("name", ["Dockerfile", "make_bundle.sh", "install_offline.sh"])
def test_image_and_bundle_take_torch_without_a_gpu_and_the_extras_by_one_choice(name):
    text = (DEPLOY / name).read_text()
    assert "deploy/torch_cpu.sh" in text and "requirements-extras.lock" in text and "EXTRAS" in text
    assert not re.search(r"\btorch$", text, re.M), "a bare torch is the build for GPUs"


def test_torch_is_asked_for_at_the_locked_version_first_where_pip_looks_anyway(tmp_path):
    pip = tmp_path / "pip"
    pip.write_text('#!/bin/sh\necho "$@" >>"$0.log"\n[ $# -gt 5 ]\n')  # what is not there at first
    pip.chmod(0o755)
    subprocess.run(
        [DEPLOY / "torch_cpu.sh", pip, "install"], check=True, env={**os.environ, "TORCH_INDEX": "https://i"}
    )
    first, second = Path(f"{pip}.log").read_text().splitlines()
    (locked,) = re.findall(r"^torch==([\d.]+)", (ROOT / "requirements-torch.lock").read_text(), re.M)
    assert first == f"install --constraint requirements-torch.lock torch=={locked}+cpu"
    assert second == f"install --constraint requirements-torch.lock --extra-index-url https://i torch=={locked}+cpu"


@pytest.mark.parametrize("name", ["Dockerfile", "install_offline.sh"])
def test_what_an_installation_imports_is_there(name):
    (line,) = re.findall(r'python -c "(from .+ import .+?);', (DEPLOY / name).read_text())
    done = subprocess.run([sys.executable, "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_compose_publishes_on_this_machine_only():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    ports = [port for service in services.values() for port in service.get("ports", [])]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_bundle_has_the_version_of_the_program():
    (line,) = re.findall(r"^name=yinju-\$\((.+)\)$", (DEPLOY / "make_bundle.sh").read_text(), re.M)
    found = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout.split() == [index.__version__]


def test_an_offline_installation_needs_the_wheels(tmp_path):
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    result = subprocess.run([tmp_path / "deploy" / "install_offline.sh"], capture_output=True, text=True)
    assert result.returncode == 1
    assert "make bundle" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_systemd_reads_the_units(unit, tmp_path):
    text = unit.read_text().replace(
        "/opt/yinju/.venv/bin/python", sys.executable
    )  # verify wants a program that is there
    copy = tmp_path / unit.name
    copy.write_text(text)
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True, env={**os.environ, "LANG": "C"}
    )
    assert result.returncode == 0 and unit.name not in result.stderr, result.stderr


@pytest.mark.parametrize("name", ["secrets.toml", ".env"])
def test_secrets_stay_out_of_the_image_wherever_they_lie(name):
    assert f"**/{name}" in (ROOT / ".dockerignore").read_text().splitlines()
