"""What people told in the month: a handful of calls, complaints, a school's report, an urgent need, an opinion."""

import datetime
from collections.abc import Callable, Mapping

from minzheng.domains.petitions import choices as c
from minzheng.domains.petitions import services as petitions
from minzheng.domains.petitions.models import Grievance
from minzheng.kernel.accounts.models import Mandate
from minzheng.kernel.divisions.models import Division
from minzheng.site import voices

Moment = Callable[..., datetime.datetime]
PLAN = ("huining", "会宁县民政事业发展规划")


def speak(staff: Mapping[str, Mandate], moment: Moment) -> str:
    """Let people speak and the staff answer some of them; return what was done."""
    lin, chen, wei = staff["lin"], staff["chen"], staff["wei"]
    village = Division.objects.filter(parent=lin.division, valid_to=None).order_by("code")[0]
    _call(lin, village, moment)
    told = _complaints(lin, chen, village, moment)
    petitions.take(told[0], by=chen, at=moment(9, 9))
    petitions.answer(
        told[0], text="已责令停止募捐、退还善款，并公开曝光。", by=chen, at=moment(10, 16)
    )
    petitions.call_back(told[0], solved=True, satisfied=True, by=wei, at=moment(11, 10))
    _child(chen, village, moment)
    _urgent(staff, village, moment)
    return f"{Grievance.objects.count()} 件诉求，含强制报告和急难求助各 1 件"


def _call(lin: Mandate, village: Division, moment: Moment) -> None:
    """An enquiry answered on the telephone, with the words of the law."""
    at = moment(6, 9, 20)
    petitions.record_call(
        line="assistance", division=village, started_at=at - datetime.timedelta(minutes=4), by=lin, at=at,
        kind=c.ENQUIRY, matter="assistance.apply", phone="13900000011", note="老人问低保要带什么材料、多久能批下来",
        answer="持身份证到乡镇窗口或者网上申请，收入和财产由民政部门核对，不用自己开证明（社会救助法第三十七条）。",
    )  # fmt: skip


def _complaints(lin: Mandate, chen: Mandate, village: Division, moment: Moment) -> list[Grievance]:
    """Complaints and opinions on several matters, one told twice."""
    county = voices.platform(village)
    fraud = {"kind": c.COMPLAINT, "matter": "charity.fundraising", "place": "县城人民广场"}
    return [
        petitions.receive(
            **fraud, channel=c.PORTAL, division=chen.division, text="有人以助学名义在街上摆募捐箱，没有公开募捐资格",
            told_by="市民", phone="13900000012", by=county, at=moment(6, 15),
        ),
        petitions.receive(
            **fraud, channel=c.HOTLINE, line="government", division=chen.division, order_number="20261107001",
            text="有人以助学名义在街上摆募捐箱，没有公开募捐的资格", phone="13900000013", by=chen, at=moment(7, 9),
        ),
        petitions.receive(
            kind=c.REPORT, matter="organisations.illegal", channel=c.LETTER, division=chen.division, is_anonymous=True,
            text="自称“书画研究会”的组织没有登记，向会员收会费", by=chen, at=moment(3, 10),
        ),
        petitions.receive(
            kind=c.COMPLAINT, matter="assistance.apply", channel=c.COUNTER, division=village,
            text="交了材料十天没有回音，问了几次都说等", phone="13900000014", by=lin, at=moment(2, 11),
        ),
        petitions.receive(
            kind=c.OPINION, matter="planning.opinion", channel=c.PORTAL, division=chen.division,
            plan_key=PLAN[0], plan_title=PLAN[1], text="希望把老年助餐点建到人口多的村，不要只建在镇上", by=county,
            at=moment(9, 20),
        ),
        petitions.receive(
            kind=c.OPINION, matter="planning.opinion", channel=c.MEDIA, division=chen.division,
            plan_key=PLAN[0], plan_title=PLAN[1], text="县融媒体中心报道：两个村级养老设施建成后没有开门", by=chen,
            at=moment(12, 9),
        ),
    ]  # fmt: skip


def _child(chen: Mandate, village: Division, moment: Moment) -> None:
    """A school reports; it was checked, and the police have to be told."""
    row = petitions.receive(
        kind=c.MANDATORY, matter="children.harm", channel=c.PORTAL, division=village, urgency=c.HIGH, is_anonymous=True,
        text="一名学生身上有多处新旧伤痕，问起来害怕回家", place="会师镇一所小学", signs=["injured"], body="school",
        body_name="演示小学", told_by="班主任", phone="13900000015", by=voices.platform(village), at=moment(12, 14),
    )  # fmt: skip
    petitions.take(row, by=chen, at=moment(12, 14, 20))
    petitions.respond(row, what="会同儿童主任到校，孩子已由祖父母照看", by=chen, at=moment(12, 16))
    petitions.screen(
        row, risk=c.HIGH, founded=True, seen=True, finding="伤情与孩子所述一致，监护人承认打骂", by=chen, at=moment(12, 17)
    )  # fmt: skip


def _urgent(staff: Mapping[str, Mandate], village: Division, moment: Moment) -> None:
    """Somebody passing by reports a family after a fire; the township went there and conferred."""
    lin, su = staff["lin"], staff["su"]
    row = petitions.receive(
        kind=c.HELP, matter="assistance.urgent", channel=c.PORTAL, division=village, urgency=c.HIGH, place="三社老井旁",
        text="一户人家昨晚失火，房子烧了一半，老人孩子没地方住", phone="13900000016", by=voices.platform(village),
        at=moment(13, 8),
    )  # fmt: skip
    petitions.respond(row, what="镇里 9 点到场，已安置在村委会", by=lin, at=moment(13, 9))
    petitions.report_as_need(row, by=lin, at=moment(13, 9, 30))
    held = moment(13, 15)
    petitions.hold_consultation(
        row, held_at=held, participants=["会师镇政府", "村委会", "住建站", "卫生院"],
        decision="先安置、后核实；同步申请临时救助和危房改造",
        asked=[petitions.Asked("head", su.division, "协调危房改造指标", held.date() + datetime.timedelta(days=5))],
        by=lin, at=held,
    )  # fmt: skip
