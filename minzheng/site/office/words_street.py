"""What was done on the street, and to what, in the words of the audit: one block per part."""

from django.utils.translation import gettext_lazy as _

from minzheng.domains.petitions.choices import KINDS, RISKS
from minzheng.domains.petitions.declarations import LINES

# Citizens, their delegations, codes.
CITIZENS = {
    "citizens.recognised": _("群众首次实名登录"),
    "citizens.texting.set": _("开关短信提醒"),
    "citizens.code.asked": _("获取短信验证码"),
    "citizens.code.confirmed": _("短信验证码签署"),
    "citizens.delegation.asked": _("提交代办委托书"),
    "citizens.delegation.confirmed": _("核对通过代办委托书"),
    "citizens.delegation.refused": _("未通过代办委托书"),
    "citizens.delegation.withdrawn": _("撤回代办委托"),
    "citizens.acted": _("代他人办理"),
}
CITIZEN_SUBJECTS = {
    "citizens.citizen": _("群众账户"),
    "citizens.delegation": _("代办委托"),
}

# Services, drafts, ratings, appointments.
SERVICES = {
    "cases.joint.next": _("一件事接续办理"),
    "cases.accepted_anywhere": _("异地受理"),
    "documents.attached": _("材料归入办件"),
    "documents.taken_back": _("撤回未归档材料"),
    "citizens.family.declared": _("群众自报家庭"),
    "citizens.family.named": _("群众申报已有档案的家人"),
    "citizens.family.settled": _("核对群众申报的家人"),
    "citizens.draft.begun": _("开始填写申请"),
    "citizens.draft.sent": _("提交网上申请"),
    "citizens.draft.dropped": _("放弃申请草稿"),
}
SERVICE_SUBJECTS = {"citizens.draft": _("申请草稿")}
RATINGS: dict[str, object] = {
    "cases.rating.invited": _("邀请评价"),
    "cases.rating.given": _("提交评价"),
    "cases.rating.called": _("回访差评"),
    "cases.rating.answered": _("反馈差评处理结果"),
    "cases.appointment.booked": _("预约窗口办理"),
    "cases.appointment.cancelled": _("取消预约"),
    "cases.appointment.arrived": _("预约到达窗口"),
    "cases.appointment.reminded": _("提醒预约"),
}
RATING_SUBJECTS: dict[str, object] = {
    "cases.rating": _("服务评价"),
    "cases.ratingcall": _("差评回访"),
    "cases.ratinginvitation": _("评价邀请"),
    "cases.appointment": _("预约"),
}

# Codes, cards, content.
CONTENT: dict[str, object] = {
    "bodies.facility.priced": _("登记设施收费"),
    "campaigns.drive_recorded": _("登记政策宣传"),
}
CONTENT_SUBJECTS: dict[str, object] = {"campaigns.noticedrive": _("政策宣传")}

# Keys of machines.
KEYS = {
    "accounts.key.made": _("签发接口密钥"),
    "accounts.key.revoked": _("作废接口密钥"),
}
KEY_SUBJECTS = {"accounts.apikey": _("接口密钥")}

# Publishing.
PUBLICITY = {
    "publicity.account.changed": _("变更网络账号"),
    "publicity.account.checked": _("检查网络账号"),
    "publicity.account.mended": _("登记账号整改"),
    "publicity.account.registered": _("登记网络账号"),
    "publicity.article.adopted": _("登记上级采用"),
    "publicity.article.changed": _("修改稿件"),
    "publicity.article.passed": _("通过审校环节"),
    "publicity.article.published": _("发布稿件"),
    "publicity.article.sent_back": _("退回稿件"),
    "publicity.article.sent_in": _("报送稿件"),
    "publicity.article.shown": _("登记发布网址"),
    "publicity.article.taken_down": _("撤下稿件"),
    "publicity.article.written": _("拟写稿件"),
}
PUBLICITY_SUBJECTS = {
    "publicity.article": _("信息稿件"),
    "publicity.onlineaccount": _("网络账号"),
}
RATING_PARAMETERS = {
    "rating_invite_days": _("办结后邀请评价"),
    "rating_code_days": _("评价码有效期"),
    "rating_call_days": _("差评回访期限"),
    "rating_answer_days": _("差评整改反馈期限"),
    "rating_fewest": _("公开评价统计的最少条数"),
    "joint_departments": _("一件事同时转办的事项和部门"),
}
PUBLICITY_PARAMETERS = {
    "account_check_months": _("网络账号检查间隔"),
    "account_dormant_days": _("网络账号停更天数"),
    "account_mend_days": _("网络账号整改期限"),
    "points_county": _("县级采用计分"),
    "points_prefecture": _("市级采用计分"),
    "points_province": _("省级采用计分"),
    "points_published": _("本级发布计分"),
    "points_state": _("国家级采用计分"),
}

# Petitions.
PETITIONS = {
    "petitions.grievance.told": _("登记诉求"),
    "petitions.grievance.sent": _("派发诉求"),
    "petitions.grievance.taken": _("接收诉求"),
    "petitions.grievance.contacted": _("登记首次响应"),
    "petitions.grievance.added": _("补充诉求情况"),
    "petitions.grievance.return_asked": _("申请退单"),
    "petitions.grievance.return_decided": _("审定退单"),
    "petitions.grievance.more_asked": _("申请延期"),
    "petitions.grievance.more_decided": _("审定延期"),
    "petitions.grievance.held_up": _("诉求挂账"),
    "petitions.grievance.resumed": _("恢复办理诉求"),
    "petitions.grievance.replied": _("答复诉求"),
    "petitions.grievance.called_back": _("回访评价"),
    "petitions.grievance.again": _("启动二次办理"),
    "petitions.grievance.screened": _("初步核查强制报告"),
    "petitions.grievance.police": _("移交公安机关"),
    "petitions.grievance.to_lead": _("诉求转为救助线索"),
    "petitions.grievance.to_case": _("诉求关联办件"),
    "petitions.grievance.conferred": _("登记个案会商"),
    "petitions.grievance.joined_to": _("诉求并案"),
    "petitions.grievance.duty_done": _("完成会商事项"),
    "petitions.duty.done": _("登记会商事项完成情况"),
    "petitions.teller.revealed": _("查看反映人"),
    "petitions.call.recorded": _("登记热线来电"),
}
PETITION_SUBJECTS = {
    "petitions.grievance": _("诉求"),
    "petitions.call": _("热线来电"),
    "petitions.duty": _("会商事项"),
}
PETITION_PARAMETERS = {
    "again_days": _("二次办理期限"),
    "answer_days": _("诉求答复期限"),
    "callback_days": _("回访期限"),
    "check_hours": _("强制报告初步核查时限"),
    "extension_days_most": _("延期上限"),
    "fold_days": _("重复反映并案期间"),
    "line_number": _("热线号码"),
    "quick_response_hours": _("急难快速响应时限"),
    "response_days": _("首次响应期限"),
    "response_hours": _("紧急首次响应时限"),
    "return_hours": _("退单时限"),
    "urgent_answer_hours": _("紧急诉求答复时限"),
    "web_asked_per_day": _("网上查询每日次数上限"),
    "web_told_per_day": _("网上提交每日件数上限"),
}
PETITION_CATEGORIES = {**KINDS, **RISKS, **{line.key: line.label for line in LINES.all()}}

# Visits.
VISITS = {
    "visits.activity_held": _("登记关爱服务活动"),
    "visits.assigned": _("分派走访"),
    "visits.assistant_appointed": _("登记村级服务人员"),
    "visits.assistant_dismissed": _("登记村级服务人员离任"),
    "visits.carer_charged": _("签订照料责任书"),
    "visits.charge_ended": _("解除照料责任书"),
    "visits.chased": _("走访催办"),
    "visits.duty_ended": _("收回走访任务"),
    "visits.home_placed": _("标注住址位置"),
    "visits.judged": _("核验走访"),
    "visits.quality_assessed": _("评估照料服务质量"),
    "visits.quality_mended": _("登记照料服务整改"),
    "visits.task_completed": _("完成社工任务"),
    "visits.task_given": _("交办社工任务"),
    "visits.training_recorded": _("登记培训"),
    "visits.worker_entered": _("登记服务人员"),
    "visits.worker_retired": _("登记服务人员停止服务"),
}
VISIT_PARAMETERS = {
    "carer_visits": _("照料人员每月上门次数"),
    "chase_days": _("走访逾期催办天数"),
    "child_visits": _("留守和困境儿童走访次数"),
    "day_begins": _("走访时段起"),
    "day_ends": _("走访时段止"),
    "elder_visits": _("特殊困难老年人每月探访次数"),
    "member_care_visits": _("救助家庭成员探视照料次数"),
    "mend_days": _("照料服务整改期限"),
    "night_batch": _("夜间集中补录疑点条数"),
    "parent_contacts": _("外出父母每周联系次数"),
    "photo_likeness": _("照片雷同判定差异位数"),
    "photo_minutes": _("照片与走访时间允许相差"),
    "photo_months": _("照片查重月数"),
    "place_tolerance": _("走访定位允许偏差"),
    "quality_pass": _("照料服务质量合格分数"),
    "round_visits": _("寒暑假集中走访次数"),
    "severe_visits": _("重度残疾人走访次数"),
    "summer_round": _("暑假集中走访期间"),
    "tekun_visits": _("分散特困人员每月走访次数"),
    "training_hours": _("村级服务人员年度培训学时"),
    "travel_speed": _("走访间合理移动速度"),
    "winter_round": _("寒假集中走访期间"),
}
VISIT_SUBJECTS = {
    "visits.visitduty": _("走访任务"),
    "visits.serviceworker": _("服务人员"),
    "visits.carecharge": _("照料责任书"),
    "visits.qualityassessment": _("照料服务质量评估"),
    "visits.worktask": _("社工任务"),
    "visits.assistant": _("村级服务人员"),
    "visits.training": _("村级人员培训"),
    "visits.careactivity": _("关爱服务活动"),
}

# Offline records and devices.
OFFLINE = {
    "offline.device.registered": _("登记外勤终端"),
    "offline.device.wipe_ordered": _("下达终端清除指令"),
    "offline.device.wiped": _("终端资料已清除"),
    "offline.taken": _("接收外勤填写"),
    "offline.submitted": _("接收外勤提交"),
    "offline.refused": _("退回外勤提交"),
    "offline.file.kept": _("接收外勤照片或录音"),
    "offline.fetched": _("终端取回外勤记录"),
    "offline.day.fetched": _("终端取回走访名单"),
    "offline.conflict.resolved": _("处理填写冲突"),
}
OFFLINE_SUBJECTS = {
    "offline.device": _("外勤终端"),
    "offline.record": _("外勤记录"),
    "offline.blob": _("外勤附件"),
    "offline.conflict": _("填写冲突"),
}

# Parameters of the street, by owner and name as in words.py.
PARAMETERS: dict[str, object] = {
    **RATING_PARAMETERS,
    **PETITION_PARAMETERS,
    **PUBLICITY_PARAMETERS,
    **VISIT_PARAMETERS,
}

DEEDS = {
    **CITIZENS,
    **SERVICES,
    **RATINGS,
    **CONTENT,
    **PUBLICITY,
    **PETITIONS,
    **VISITS,
    **OFFLINE,
}
SUBJECTS = {
    **CITIZEN_SUBJECTS,
    **SERVICE_SUBJECTS,
    **RATING_SUBJECTS,
    **CONTENT_SUBJECTS,
    **KEY_SUBJECTS,
    **PUBLICITY_SUBJECTS,
    **PETITION_SUBJECTS,
    **VISIT_SUBJECTS,
    **OFFLINE_SUBJECTS,
}
