"""Start the web app, and set its passwords: `yinju web`, `yinju password librarian`."""

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from index.command_line import Commands, run_command
from index.messages import Message
from index.settings import Settings
from ui.access.gate import PASSWORD_ROLES, PasswordError, Passwords


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 done, 1 failed with one sentence on standard error, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="引据的网页：启动它，或设置它的密码。")
    _add_web(parser)
    _add_password(parser.add_subparsers())
    return run_command(parser, arguments)


def add_commands(commands: Commands) -> None:
    """Add this layer's commands."""
    text = "启动网页"
    _add_web(commands.add_parser("web", help=text, description=text))
    _add_password(commands)


def _add_web(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="监听地址，默认取设置 web.host；别的机器能访问的地址要先设密码")
    parser.add_argument("--port", type=int, help="端口，默认取设置 web.port；0 为任意空闲端口")
    parser.set_defaults(command=_web, when_stopped="")


def _add_password(commands: Commands) -> None:
    text = "设置网页的密码：读者（提问和阅读）或资料员（修改资料库）"
    password = commands.add_parser("password", help=text, description=text)
    password.add_argument("role", choices=sorted(PASSWORD_ROLES), help="reader 读者；librarian 资料员")
    password.add_argument("--remove", action="store_true", help="取消这个密码")
    password.set_defaults(command=_password, when_stopped="")


def _web(options: argparse.Namespace, settings: Settings) -> int:
    _serve(options.host or settings.web.host, settings.web.port if options.port is None else options.port)
    return 0


def _serve(host: str, port: int) -> None:
    # Here, not above: setting a password needs neither Streamlit nor the models.
    from ui.access.web_guard import check_address

    check_address(host)
    app = Path(__file__).with_name("app.py")
    command = ["streamlit", "run", str(app), "--server.address", host, "--server.port", str(port)]
    # Replaces this process, so that signals and the exit status are Streamlit's own.
    os.execv(sys.executable, [sys.executable, "-m", *command])  # noqa: S606


def _password(options: argparse.Namespace, settings: Settings) -> int:
    passwords = Passwords(settings.library.folder)
    if options.remove:
        passwords.remove(options.role)
        print("密码已取消。")
        return 0
    passwords.set(options.role, _ask_twice() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n"))
    print("密码已设置，马上生效；用旧密码登录的人需要重新登录。")
    return 0


def _ask_twice() -> str:
    """Prompt twice, without echo, and return the password. Raises PasswordError if the two differ."""
    first = getpass.getpass("新密码：")
    if getpass.getpass("再输入一次：") != first:
        raise PasswordError(Message("password-differs"))
    return first


if __name__ == "__main__":
    sys.exit(main())
