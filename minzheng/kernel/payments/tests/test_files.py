"""Bank files and returns on disk: whole or not there, proved by digests, kept though refused."""

import io
import subprocess
import sys
from datetime import date

import pytest
import pyzipper
from django.db import transaction

from minzheng.core.files import PARTIAL
from minzheng.kernel.audit.models import Entry
from minzheng.kernel.determinations.choices import ParameterState
from minzheng.kernel.determinations.models import ParameterValue
from minzheng.kernel.payments import files, services
from minzheng.kernel.payments.banks.formats import BankFileError
from minzheng.kernel.payments.banks.stand_in import Manners, StandInBank
from minzheng.kernel.payments.models import BankFile, BankReturn

from .conftest import AT
from .test_runs import build, send, states

NAME, ACCOUNT = "张三", "6222000011112222"
BANK = StandInBank({ACCOUNT: NAME})


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """Give each test an empty disk."""
    settings.HOME = tmp_path / "home"


@pytest.fixture
def sent(county, system, three, family):
    family(NAME, 40_000, ACCOUNT)
    run = build(county, system)
    send(run, three)
    return run


@pytest.fixture
def rule(county):
    """Put down one dated row of the county for a bank."""

    def make(name, value, bank="rural_credit"):
        ParameterValue.objects.create(
            policy="payments.banks", name=name, category=bank, division=county, value=value, source="代理协议",
            since=date(2026, 1, 1), state=ParameterState.RELEASED.value,
        )  # fmt: skip

    return make


def receive(file, content, three, name="回盘.txt"):
    return services.read_return(file, file_name=name, content=content, by=three[2], at=AT)


def test_each_bank_gets_its_file_and_the_county_says_in_which_layout(
    county, system, three, family, rule
):
    family("张三", account="1" * 16)
    family("李四", account="2" * 16, bank="中国邮政储蓄银行会宁县支行")
    family("王五", account="3" * 16, bank="中国农业银行会宁支行")
    rule("bank_format", "agricultural")
    made = send(build(county, system), three)
    assert [(f.bank, f.layout, f.file_name.rpartition(".")[2]) for f in made] == [
        ("agricultural", "agricultural", "csv"),
        ("postal", "postal", "xlsx"),
        ("rural_credit", "agricultural", "csv"),
    ]
    assert [len(files.form_of(f).read_items(files.content(f))) for f in made] == [1, 1, 1]


def test_layout_nobody_declared_stops_the_sending_in_words(county, system, three, family, rule):
    family()
    rule("bank_format", "dbf")
    with pytest.raises(BankFileError, match="格式“dbf”没有登记"):
        send(build(county, system), three)


def test_digests_go_beside_the_file_as_their_programs_check_them(sent, tmp_path):
    file = sent.files.get()
    for kind in files.DIGESTS:
        name, text = files.companion(file, kind)
        (tmp_path / name).write_bytes(text)
    (tmp_path / file.file_name).write_bytes(files.content(file))
    checked = subprocess.run(
        ["sha256sum", "--check", f"{file.file_name}.sha256"], cwd=tmp_path, check=False
    )
    assert checked.returncode == 0
    assert files.companion(file, "sm3")[1].decode().split()[0] == file.digest


def test_archive_opens_with_the_password_of_the_environment_only(sent, rule, monkeypatch):
    file = sent.files.get()
    assert not files.wants_archive(file)
    rule("bank_archive", "zip")
    assert files.wants_archive(file)
    with pytest.raises(BankFileError, match="MINZHENG_BANK_PASSWORD_RURAL_CREDIT"):
        files.archive(file)
    monkeypatch.setenv("MINZHENG_BANK_PASSWORD_RURAL_CREDIT", "口令-1")
    name, packed = files.archive(file)
    assert name == f"{file.file_name}.zip"
    with pyzipper.AESZipFile(io.BytesIO(packed)) as archive:
        assert len(archive.namelist()) == 3
        with pytest.raises(RuntimeError):
            archive.read(file.file_name)
        archive.setpassword("口令-1".encode())
        assert archive.read(file.file_name) == files.content(file)


def test_changed_file_on_disk_is_told(sent):
    file = sent.files.get()
    place = files.path(sent, file.file_name)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    with pytest.raises(ValueError, match="改动"):
        files.content(file)


def test_half_written_file_has_no_name_and_the_next_sending_replaces_what_a_kill_left(
    county, system, three, family, monkeypatch
):
    family()
    run = build(county, system)

    class KilledError(Exception):
        pass

    def killed(*_, **__):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("minzheng.kernel.payments.files.os.fsync", killed)
        with pytest.raises(KilledError), transaction.atomic():
            send(run, three)
    folder = files.path(run, "x").parent
    assert [path for path in folder.glob("*") if path.suffix != PARTIAL] == []
    with monkeypatch.context() as patch:
        patch.setattr(BankFile.objects, "bulk_create", killed)
        with pytest.raises(KilledError), transaction.atomic():
            send(run, three)
    assert (len(list(folder.glob("*.sealed"))), BankFile.objects.count()) == (1, 0)
    (file,) = send(run, three)
    assert len(list(folder.glob("*.sealed"))) == 1
    assert files.form_of(file).read_items(files.content(file))[0].amount == 40_000


# -- what comes back ------------------------------------------------------------------------------


def test_refused_return_is_kept_with_its_reason_and_changes_no_line(sent, three):
    file = sent.files.get()
    (torn,) = BANK.answers(files.content(file), files.form_of(file), Manners(wrong_totals=True))
    row = receive(file, torn, three)
    assert "汇总写明2笔" in row.refused
    assert receive(file, torn, three).pk == row.pk
    assert files.return_content(row) == torn
    assert (states(sent), row.paid) == ([(NAME, "sent")], 0)
    assert Entry.objects.filter(verb="payments.return.refused").exists()
    good = receive(file, BANK.answer(files.content(file), files.form_of(file)), three)
    assert (good.refused, good.paid, states(sent)) == ("", 1, [(NAME, "paid")])


def test_return_for_another_run_is_refused_by_its_batch(county, system, three, family, sent):
    family("李四", account="9" * 16)
    other = build(county, system, month="2026-12")
    send(other, three)
    file, wrong = sent.files.get(), other.files.get()
    row = receive(file, BANK.answer(files.content(wrong), files.form_of(wrong)), three)
    assert f"这是批次202612-{other.pk}-rural_credit的回盘" in row.refused
    assert states(sent) == [(NAME, "sent")]


@pytest.mark.django_db
def test_folder_of_a_bank_at_work_in_a_process_of_its_own(sent, three, system, tmp_path):
    file = sent.files.get()
    assert services.hand_over_waiting(tmp_path, by=system, at=AT) == 1
    assert services.hand_over_waiting(tmp_path, by=system, at=AT) == 0
    services.hand_over(file, tmp_path, by=system, at=AT)
    bank = "from pathlib import Path; from minzheng.kernel.payments.banks.stand_in import FolderBank, Manners; "
    worked = subprocess.run(
        [sys.executable, "-c", f"{bank}print(FolderBank(Path({str(tmp_path)!r}), manners=Manners(twice=True)).work())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert worked.stdout == "1\n"
    first, again = services.collect(tmp_path, by=system, at=AT)
    assert (first.pk, first.paid, first.problems) == (again.pk, 1, [])
    assert services.collect(tmp_path, by=system, at=AT) == []
    assert (states(sent), BankReturn.objects.count()) == ([(NAME, "paid")], 1)
