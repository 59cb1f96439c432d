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
            assert (ROOT / line.split()[1]).exists(), line


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
