"""Which addresses may be typed on a screen: nobody in the office may point us at our own files.

Folders and database files lie below ``HOME/partners``, where the operator lets a department in; a
password or secret is an environment variable set up for a partner and no other.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

FOLDER = "partners"
_WEB = re.compile(r"https?://[^\s/]+(/\S*)?")
_SECRET = re.compile(r"MINZHENG_(PARTNER|SHARE)_[A-Z0-9_]{2,40}")


def web_problem(address: str, secret_name: str) -> str:
    """Return in Chinese what is wrong with the address of an interface; nothing if it may stand."""
    if not _WEB.fullmatch(address):
        return "接口地址须以 http:// 或 https:// 开头。"
    if not secret_name:
        return "接口方式须写明密钥变量名。"
    return secret_problem(secret_name)


def front_problem(address: str, secret_name: str, *needed: str) -> str:
    """Return what is wrong with the address of a front-end database that must name ``needed``."""
    split = urlsplit(address)
    if split.scheme == "sqlite":
        wrong = folder_problem(split.path)
    elif split.scheme == "postgresql":
        wrong = "" if split.hostname and split.path.strip("/") else "请写明前置库的主机和库名。"
    else:
        wrong = "前置库地址须以 postgresql:// 或 sqlite:/// 开头。"
    if not wrong and split.password:
        wrong = "密码不写在地址里，请写密钥变量名。"
    if not wrong and any(f"{name}=" not in split.query for name in needed):
        wrong = f"前置库地址须写明 {'、'.join(f'{name}=' for name in needed)}。"
    return wrong or secret_problem(secret_name)


def folder_problem(path: str) -> str:
    """Return what is wrong with a folder or file that a partner shares with us."""
    allowed = (Path(settings.HOME) / FOLDER).resolve()
    if not path.startswith("/") or not Path(path).resolve().is_relative_to(allowed):
        return f"文件夹和库文件须在 {allowed} 之下。"
    return ""


def secret_problem(secret_name: str) -> str:
    """Return what is wrong with the name of a secret; empty names are of no secret."""
    if secret_name and not _SECRET.fullmatch(secret_name):
        return "密钥变量名须以 MINZHENG_PARTNER_ 或 MINZHENG_SHARE_ 开头。"
    return ""
