"""A department that exchanges files: a request with its checksum and done-flag, the answer likewise.

Below the folder of the link: ``requests/<key>.csv`` (one row), ``<key>.json`` (file, rows, sm3) and
last of all ``<key>.done``; answers lie the same way in ``answers/``. A file without its flag is not
finished and not read; one whose checksum or count differs is no answer.
"""

import csv
import io
import json
from pathlib import Path

from minzheng.core.sealing import digest_sm3
from minzheng.kernel.exchange.models import PartnerLink
from minzheng.kernel.exchange.partners.replies import NotYet, Question, Reply, Unanswered

HEADERS = ("请求编号", "数据集", "身份证号", "姓名", "查询项目", "授权书", "办件", "数据月份")


def ask_by_file(link: PartnerLink, question: Question) -> Reply:
    """Read the answer if it is there, else put the request where the department takes it.

    Raises NotYet while there is no answer, Unanswered when the answer is damaged.
    """
    folder = Path(link.address)
    if not folder.is_dir():
        raise Unanswered("文件交换目录不存在")
    answer = folder / "answers" / question.key
    if not answer.with_suffix(".done").exists():
        if not (folder / "requests" / f"{question.key}.done").exists():
            cells = (question.key, question.data_set, question.id_number, question.name,
                     "、".join(question.fields), question.authorisation, question.matter, question.month)  # fmt: skip
            drop(folder / "requests", question.key, [HEADERS, cells])
        raise NotYet("请求文件已交给对方")
    return _read(answer)


def drop(folder: Path, name: str, lines: list[tuple[str, ...]]) -> None:
    """Write a table, what it should be, and the flag that says it is whole."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    content = text.getvalue().encode("utf-8-sig")
    (folder / f"{name}.csv").write_bytes(content)
    told = {"file": f"{name}.csv", "rows": len(lines) - 1, "sm3": digest_sm3(content)}
    (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / f"{name}.done").touch()


def taken(folder: Path, name: str) -> tuple[bytes, list[list[str]]]:
    """Return a dropped table as bytes and as lines; Unanswered when it is not what it says."""
    try:
        told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        content = (folder / f"{name}.csv").read_bytes()
    except (OSError, ValueError) as problem:
        raise Unanswered("答复文件不完整") from problem
    if told.get("sm3") != digest_sm3(content):
        raise Unanswered("答复文件校验和不符")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    if told.get("rows") != len(lines) - 1:
        raise Unanswered("答复文件行数不符")
    return content, lines


def _read(answer: Path) -> Reply:
    content, lines = taken(answer.parent, answer.name)
    return Reply(lines[0], [line for line in lines[1:] if line], content)
