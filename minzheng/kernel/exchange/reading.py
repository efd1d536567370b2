"""Files as departments send them: found out, decoded, and read as text with their line numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from minzheng.core.text import half_width
from minzheng.kernel.exchange.cells import SPACES
from minzheng.kernel.exchange.declarations import DataSet, Field, bare_header, header_form
from minzheng.kernel.exchange.sheets import HEAD_LINES, Sheet, Unreadable, open_sheets

# A workbook may spread one list over several sheets: the line says which sheet it is from.
SHEET_STEP = 10_000_000
LEAST_HEADERS = 2
TOO_MANY_CELLS = "too_many_cells"

_REMARK = r"^(合计|总计|小计|本页合计|本页小计|共计|填表人|制表人|审核人|填报人|制表日期|备注|说明|注)[:：\s]?"
# How the note begins that tells of a unit other than the declared one.
UNIT_NOTE = "按表头所写单位读取："
_WAN = re.compile(r"[(（]\s*单?位?[:：]?\s*万元\s*[)）]")
_YUAN = re.compile(r"[(（]\s*单?位?[:：]?\s*元(/月)?\s*[)）]")


@dataclass(frozen=True)
class Table:
    """What was read: ``rows`` has ``line``, the text of every declared column, and ``broken``.

    ``broken`` names what is wrong with the line as such (null when it is whole); ``units`` says
    in which unit a money column is written where its header says so; ``notes`` is for the
    officer, in Chinese.
    """

    rows: pl.DataFrame
    units: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Header:
    """Where the header of a sheet is and which of its columns is which field."""

    sheet: Sheet
    row: int
    places: dict[str, int]
    units: dict[str, str]
    unused: tuple[str, ...]


def read(path: Path, candidates: Sequence[DataSet]) -> tuple[DataSet, Table]:
    """Return which of ``candidates`` the file is and its rows as text.

    With more than one candidate the headers decide. Raises ``Unreadable`` with a Chinese reason
    when the file is of no use as a whole; a bad row never raises.
    """
    with open_sheets(path) as sheets:
        data_set = candidates[0] if len(candidates) == 1 else _recognise(sheets, candidates)
        headers = [h for sheet in sheets if (h := _find_header(sheet, data_set))]
        if not headers:
            raise Unreadable(
                f"前 {HEAD_LINES} 行中找不到“{data_set.label}”的表头，请按约定列名报送。"
            )
        headers = _complete(headers, data_set)
        notes = [note for header in headers for note in _notes(header, data_set)]
        if len(headers) > 1:
            notes.append(f"共读取 {len(headers)} 个工作表")
        frames = [_body(header, data_set) for header in headers]
        rows = frames[0] if len(frames) == 1 else pl.concat(frames, how="vertical")
        return data_set, Table(rows, headers[0].units, tuple(notes))


def place(line: int) -> str:
    """Return where a line is, for reading: ``第 12 行`` or ``第 2 个工作表第 12 行``."""
    sheet, row = divmod(line, SHEET_STEP)
    return f"第 {sheet + 1} 个工作表第 {row} 行" if sheet else f"第 {row} 行"


def _recognise(sheets: Sequence[Sheet], candidates: Sequence[DataSet]) -> DataSet:
    """Choose the data set whose required columns are all there and that explains most of them."""
    ranking: list[tuple[int, int, DataSet]] = []
    for data_set in candidates:
        found = [h for sheet in sheets if (h := _find_header(sheet, data_set))]
        if found and not _missing(found[0], data_set):
            required = sum(column.required for column in data_set.columns)
            ranking.append((len(found[0].places), required, data_set))
    ranking.sort(key=lambda entry: entry[:2], reverse=True)
    if not ranking:
        raise Unreadable("文件名和列名都对不上任何已登记的数据集。")
    if len(ranking) > 1 and ranking[0][:2] == ranking[1][:2]:
        names = "、".join(entry[2].label for entry in ranking[:2])
        raise Unreadable(f"按列名无法区分是哪个数据集（{names}），请按约定命名文件。")
    return ranking[0][2]


def _find_header(sheet: Sheet, data_set: DataSet) -> _Header | None:
    known = _known_headers(data_set.columns)
    best: _Header | None = None
    for number, cells in enumerate(sheet.head):
        header = _match(sheet, number, cells, known)
        if len(header.places) >= LEAST_HEADERS and (
            best is None or len(header.places) > len(best.places)
        ):
            best = header
    return best


def _known_headers(columns: Sequence[Field]) -> dict[str, str]:
    known = {header: column.name for column in columns for header in column.headers}
    for column in columns:
        for text in (column.label, *column.synonyms):
            known.setdefault(bare_header(text), column.name)
    return known


def _match(sheet: Sheet, number: int, cells: Sequence[str], known: dict[str, str]) -> _Header:
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    unused = []
    for index, cell in enumerate(cells):
        text = half_width(cell)
        name = known.get(header_form(text)) or known.get(bare_header(text))
        if name is None or name in places:
            unused.append(text.strip())
            continue
        places[name] = index
        if _WAN.search(text):
            units[name] = "万元"
        elif _YUAN.search(text):
            units[name] = "元"
    return _Header(sheet, number, places, units, tuple(text for text in unused if text))


def _missing(header: _Header, data_set: DataSet) -> list[Field]:
    return [c for c in data_set.columns if c.required and c.name not in header.places]


def _complete(headers: list[_Header], data_set: DataSet) -> list[_Header]:
    """Keep the sheets that have every required column; say what is missing if none has."""
    whole = [header for header in headers if not _missing(header, data_set)]
    if whole:
        return whole
    missing = "；".join(
        "、".join(dict.fromkeys((column.label, *column.synonyms[:2])))
        for column in _missing(headers[0], data_set)
    )
    raise Unreadable(f"缺少必需的列（任一写法均可）：{missing}。")


def _notes(header: _Header, data_set: DataSet) -> list[str]:
    notes = list(header.sheet.notes)
    if header.row:
        notes.append(f"表头在第 {header.row + 1} 行")
    if header.unused:
        notes.append("未使用的列：" + "、".join(header.unused[:10]))
    declared = {column.name: column for column in data_set.columns}
    notes += [
        f"{UNIT_NOTE}{declared[name].label}为{unit}"
        for name, unit in header.units.items()
        if unit != declared[name].unit
    ]
    absent = [c.label for c in data_set.columns if not c.required and c.name not in header.places]
    if absent:
        notes.append("文件中没有的列：" + "、".join(absent))
    return notes


def _body(header: _Header, data_set: DataSet) -> pl.DataFrame:
    """Return the rows below the header under the declared names, without blanks and totals."""
    sheet = header.sheet
    raw = sheet.body(header.row)
    cells = [name for name in raw.columns if name.startswith("c")]
    used = set(header.places.values())
    width = len(sheet.head[header.row])
    beyond = [name for name in cells if int(name[1:]) >= width and int(name[1:]) not in used]
    surplus = pl.any_horizontal(_filled(name) for name in beyond) if beyond else pl.lit(value=False)
    offset = sheet.number * SHEET_STEP
    return _without_remarks(raw, cells, header).select(
        (pl.col("line") + offset).cast(pl.UInt32).alias("line"),
        *(
            pl.col(f"c{header.places[c.name]}").alias(c.name)
            if c.name in header.places and f"c{header.places[c.name]}" in cells
            else pl.lit(None, pl.String).alias(c.name)
            for c in data_set.columns
        ),
        pl.coalesce(
            pl.col("broken"), pl.when(surplus).then(pl.lit(TOO_MANY_CELLS)).otherwise(None)
        ).alias("broken"),
    )


def _filled(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars(SPACES).fill_null("") != ""


def _without_remarks(raw: pl.DataFrame, cells: list[str], header: _Header) -> pl.DataFrame:
    """Leave out blank lines, totals and signatures; a line with an ID number is somebody's row.

    A remark says so in one of its first cells or in place of a name.
    """
    number = f"c{header.places['id_no']}"
    unclear = raw.filter(~pl.col(number).str.contains(r"\d{6}").fill_null(value=False))
    if unclear.is_empty():
        return raw
    first = dict.fromkeys((*cells[:3], number, f"c{header.places['name']}"))
    says_so = pl.any_horizontal(
        pl.col(name).str.replace_all(r"\s", "").str.contains(_REMARK).fill_null(value=False)
        for name in first
    )
    is_blank = ~pl.any_horizontal(_filled(name) for name in cells)
    dropped = unclear.filter(is_blank | says_so)["line"]
    return raw.filter(~pl.col("line").is_in(dropped.implode()))
