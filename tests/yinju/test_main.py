"""The command `yinju`: every command of every layer, under the name that the old forms have it."""

import argparse
from importlib import import_module

import pytest

import index
from yinju.__main__ import LAYERS, main

Capture = pytest.CaptureFixture[str]


def test_every_command_of_every_layer_is_known() -> None:
    for layer, names in LAYERS.items():
        commands = argparse.ArgumentParser().add_subparsers()
        import_module(f"{layer}.__main__").add_commands(commands)
        assert set(commands.choices) == set(names)


def test_version(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"yinju {index.__version__}\n")


def test_help_names_every_command(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert ended.value.code == 0
    assert {name for names in LAYERS.values() for name in names} <= set(listed)


@pytest.mark.parametrize("layer", LAYERS)
def test_help_of_a_command_says_how_it_is_called(layer: str, capsys: Capture) -> None:
    for name in LAYERS[layer]:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith(f"usage: yinju {name} ")


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["ask"], ["status", "--nothing"], ["web", "--port", "x"]])
def test_wrong_usage_is_status_2(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    output, errors = capsys.readouterr()
    assert (ended.value.code, output) == (2, "")
    assert errors.startswith("usage: yinju")


def test_failure_is_one_sentence_and_status_1(tmp_path: object, capsys: Capture) -> None:
    assert main(["ask", "有什么？", "--library", f"{tmp_path}/none"]) == 1
    output, errors = capsys.readouterr()
    assert output == "" and errors.count("\n") == 1
    assert f"{tmp_path}/none 里没有资料库" in errors
