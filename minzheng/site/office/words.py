"""Chinese words for what the kernel stores as keys: parameters of procedures, deeds of the audit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from minzheng.kernel.accounts.declarations import ROLES, role_of
from minzheng.kernel.cases import declarations as cases
from minzheng.kernel.determinations import declarations as determinations
from minzheng.kernel.determinations.choices import OUTCOMES
from minzheng.kernel.documents.choices import KINDS
from minzheng.kernel.monitoring.choices import Action
from minzheng.kernel.visits.choices import KINDS as VISITS
from minzheng.ui.formats import yuan

from . import words_money, words_plans

# Values that belong to a procedure or a room; those of a policy carry their own label.
PARAMETERS = {
    "abroad_days": _("出境未归预警天数"),
    "bank_archive": _("代发文件加密压缩"),
    "bank_format": _("代发文件格式"),
    "certificate_ahead_days": _("残疾人证到期提前预警天数"),
    "binding_yellow": _("约束性指标黄灯下限"),
    "change_report_days": _("家庭变化报告期限"),
    "deposit_jump": _("存款增加预警线"),
    "elder_age": _("独居老年人预警年龄"),
    "figure_report_days": _("指标填报期限（期后天数）"),
    "figure_year_months": _("年度指标填报期限（年后月数）"),
    "income_jump_least": _("月收入增加额预警线"),
    "income_jump_percent": _("月收入增幅预警线"),
    "keep_cited_months": _("被引用数据保存月数"),
    "keep_months": _("部门数据保存月数"),
    "life_check_overdue_days": _("生存认证逾期预警天数"),
    "newborn_months": _("新生儿未计入家庭预警月数"),
    "rule_judged_least": _("评价预警规则所需最少核查件数"),
    "rule_right_floor": _("预警规则属实率下限"),
    "schooling_cost": _("学年就学支出预警线"),
    "tax_income": _("个税申报月收入预警线"),
    "transition_until": _("“四个不摘”过渡期截止日"),
    "unvisited_months": _("在享家庭未走访预警月数"),
    **words_plans.TRACKING_PARAMETERS,
    **words_plans.REGISTER_PARAMETERS,
    "reply_days_open": _("无条件共享答复期限"),
    "reply_days_conditional": _("有条件共享答复期限"),
    "kept_years": _("交换台账保存期限"),
    "agreement_days": _("签订照料护理协议期限"),
    "announcement_days": _("确认后公布天数"),
    "assessment_months": _("自理能力评估间隔"),
    "expected_yellow": _("预期性指标黄灯下限"),
    "explanation_days": _("先行救助后补充说明期限"),
    "low_income_method": _("低收入家庭认定办法"),
    "quick_days": _("小额快救办结期限"),
    "reassess_days": _("自理能力重新评估期限"),
    "recognition_months": _("困难家庭认定有效期"),
    "reserve_ceiling": _("备用金规模上限"),
    "reserve_payment_limit": _("备用金单笔支付限额"),
    "same_cause_months": _("同一事由再次申请的计算期间"),
    "survey_once": _("情况没有变化的是否免予再次入户"),
    "survey_valid_months": _("入户调查沿用时间"),
    "township_days": _("乡镇（街道）审核期限"),
    "approval_days": _("县级审核确认期限"),
    "assess_days": _("查验审核期限"),
    "authorisation_valid_months": _("核对授权有效期"),
    "check_days": _("经济状况核对期限"),
    "complaint_phone": _("监督举报电话"),
    "confirm_level": _("由哪一级确认"),
    "contact": _("联系电话"),
    "court": _("行政诉讼法院"),
    "fade_months": _("渐退期"),
    "handover_days": _("跨省通办推送期限"),
    "heavy_medical_expense": _("大额医疗自付预警线"),
    "inform_days": _("告知受理地、申请人期限"),
    "investigation_days": _("入户调查期限"),
    "life_check_months": _("生存认证间隔"),
    "manual_query_days": _("人工查询回复期限"),
    "notice_required": _("确认前是否公示"),
    "error_report_days": _("主动报告差错期限"),
    "objection_days": _("异议复核期限"),
    "order_answer_days": _("救助订单接单期限"),
    "order_delivery_days": _("救助订单送达期限"),
    "opinion_days": _("听取意见期限"),
    "opinion_on_death": _("成员死亡减少金额是否听取意见"),
    "permanent_notice": _("是否长期公示在享对象"),
    "lottery_services_percent": _("福彩公益金购买社会组织服务比例"),
    "late_falls": _("迟到的降标如何处理"),
    "plan_ahead_months": _("成年前制定衔接计划的提前期"),
    "plan_days": _("制定成年衔接计划期限"),
    "publicity_days": _("公示天数"),
    "innocent_overpayment": _("非本人原因多发的如何处理"),
    "report_in_time_days": _("按时报告变化的期限"),
    "repay_days": _("追缴款退回期限"),
    "recovery_percent": _("每月扣回上限（占当月金额）"),
    "line_ceiling": _("单笔发放金额上限"),
    "total_drift": _("发放总额与上月相差提示线"),
    "pay_day": _("每月发放日"),
    "publicity_roll": _("期限末日遇休息日的顺延"),
    "reasons_days": _("告知理由期限"),
    "recheck_months": _("复核间隔（收入稳定）"),
    "rechecks_per_year": _("每年复核次数"),
    "slot_room": _("窗口每时段接待户数"),
    "recheck_months_working": _("复核间隔（收入不固定）"),
    "referral_days": _("转办期限"),
    "report_answer_days": _("上报答复期限"),
    "report_fold_days": _("重复上报并案期间"),
    "follow_up_days": _("生活事件跟进期限"),
    "follow_up_days_urgent": _("生活事件紧急跟进期限"),
    "remote_days": _("跨省通办决定期限"),
    "report_valid_days": _("核对报告有效期"),
    "review_days": _("复核核查期限"),
    "review_body": _("行政复议机关"),
    "sample_percent": _("新增对象抽查比例"),
    "start_check_days": _("启动核对期限"),
    "township_decides": _("是否授权乡镇确认"),
    "warning_close_days": _("预警办结期限"),
    "warning_recheck_months": _("帮扶后回访间隔"),
    "warning_verify_days": _("预警核查期限"),
    "warning_verify_days_urgent": _("紧急预警核查期限"),
    "whole_case_days": _("全程办结期限"),
    "whole_case_days_special": _("全程办结期限（特殊情况）"),
}
CATEGORIES = {
    "urban": _("城市"),
    "rural": _("农村"),
    "prefecture": _("市（州）"),
    "county": _("县（市、区）"),
    "town": _("乡镇（街道）"),
}
VALUES = {
    "county": _("县级"),
    "township": _("乡镇（街道）"),
    "citizen": _("群众的期限顺延"),
    "all": _("全部顺延"),
    "none": _("不顺延"),
    "keep": _("不追回，逐户听取意见后减发"),
    "recover": _("追回，并从当月起减发"),
}

# What the audit records, by the end of its verb or by the whole of it.
DEEDS = {
    **words_money.DEEDS,
    **words_plans.DEEDS,
    "sharing.asked": _("登记共享申请"),
    "sharing.granted": _("批准共享申请"),
    "sharing.refused": _("不批准共享申请"),
    "sharing.withdrawn": _("撤回共享申请"),
    "sharing.connected": _("登记对接方式"),
    "sharing.prepared": _("生成推送批次"),
    "sharing.failed": _("推送失败"),
    "sharing.dropped": _("写出交换文件"),
    "sharing.pushed": _("推送并登记回执"),
    "sharing.pulled": _("获取上级系统数据"),
    "sharing.imported": _("导入共享登记"),
    "sharing.queried": _("答复接口查询"),
    "sharing.downloaded": _("下载推送文件"),
    "sharing.expired": _("交换台账到期清除"),
    "sharing.entry.made": _("共享登记"),
    "sharing.entry.corrected": _("更正共享登记"),
    "sharing.entry.moved": _("变更登记阶段"),
    "sharing.entry.matched": _("确认比中"),
    "sharing.entry.withdrawn": _("撤下共享登记"),
    "sharing.certificate.issued": _("签发电子证照"),
    "sharing.certificate.revoked": _("注销电子证照"),
    "sharing.certificate.checked": _("核验电子证照"),
    "accounts.mandate.chosen": _("切换岗位"),
    "accounts.mandate.granted": _("授予岗位"),
    "accounts.mandate.revoked": _("收回岗位"),
    "accounts.module.switched": _("启停模块"),
    "accounts.password.changed": _("修改密码"),
    "accounts.signed_in": _("登录"),
    "accounts.signed_out": _("退出登录"),
    "accounts.sign_in_refused": _("登录失败"),
    "accounts.totp.confirmed": _("启用动态口令"),
    "accounts.totp.enrolled": _("绑定动态口令"),
    "accounts.totp.reset": _("重置动态口令"),
    "accounts.user.created": _("新建用户"),
    "accounts.user.unlocked": _("解除锁定"),
    "assistance.care.admitted": _("安排集中供养"),
    "assistance.care.agreed": _("签订照料护理协议"),
    "assistance.care.assessed": _("登记自理能力评估"),
    "assistance.care.mode_chosen": _("登记供养形式"),
    "assistance.care.reassessment_asked": _("列入重新评估"),
    "assistance.instalment.issued": _("临时救助列入发放"),
    "assistance.needs.assessed": _("评估救助需求"),
    "assistance.plan.item_added": _("增加帮扶措施"),
    "assistance.plan.item_done": _("落实帮扶措施"),
    "assistance.reserve.asked": _("备用金拨补申请"),
    "assistance.reserve.filled": _("备用金入账"),
    "assistance.reserve.opened": _("设立备用金"),
    "assistance.reserve.reconciled": _("备用金对账"),
    "assistance.reserve.refused": _("退回备用金申请"),
    "assistance.reserve.spent": _("备用金支出"),
    "assistance.round.approved": _("审批专项救助"),
    "assistance.round.issued": _("专项救助列入发放"),
    "assistance.round.listed": _("编制专项救助名单"),
    "assistance.round.opened": _("建立专项救助批次"),
    "assistance.round.removed": _("移出专项救助名单"),
    "assistance.round.sent_back": _("退回专项救助批次"),
    "assistance.round.submitted": _("提交专项救助批次"),
    "assistance.service.given": _("登记服务类救助"),
    "assistance.help.recorded": _("登记帮扶信息"),
    "assistance.help.taken_in": _("归集帮扶信息"),
    "assistance.order.accepted": _("救助订单接单"),
    "assistance.order.cancelled": _("撤销救助订单"),
    "assistance.order.confirmed": _("确认救助订单"),
    "assistance.order.delivered": _("救助订单送达"),
    "assistance.order.given_up": _("退出救助订单接单"),
    "assistance.order.posted": _("发布救助订单"),
    "assistance.order.raised": _("提出救助订单"),
    "assistance.order.returned": _("退回救助订单"),
    "assistance.referral.reminded": _("催办转办"),
    "assistance.referral.result": _("登记专项救助结果"),
    "assistance.resource.added": _("登记救助资源"),
    "assistance.resource.changed": _("变更救助资源总量"),
    "assistance.tolerance.reported": _("容错报告"),
    "assistance.tolerance.reviewed": _("容错审议"),
    "audit.chain.checked": _("核验审计链"),
    "benefits.entitlement.adjusted": _("调整待遇"),
    "benefits.entitlement.granted": _("给予待遇"),
    "benefits.entitlement.stopped": _("停发待遇"),
    "benefits.entitlements.taken_over": _("接收在享待遇"),
    "campaigns.campaign.closed": _("结束摸排"),
    "campaigns.campaign.planned": _("计划摸排"),
    "campaigns.errand.replied": _("回报派单"),
    "campaigns.errand.sent": _("网络派单"),
    "campaigns.follow_up.done": _("办结事件跟进"),
    "campaigns.life.recorded": _("登记生活事件"),
    "campaigns.lists.filled": _("生成摸排名单"),
    "campaigns.need.answered": _("答复上报"),
    "campaigns.need.reported": _("上报需求"),
    "campaigns.result.recorded": _("登记摸排结果"),
    "cases.complained": _("记录投诉"),
    "cases.kin_declared": _("近亲属申报"),
    "cases.notice_posted": _("张贴公示"),
    "cases.opinion_asked": _("征求意见"),
    "cases.opinion_recorded": _("记录意见"),
    "cases.sample_drawn": _("抽查抽签"),
    "credit.checked": _("失信对象加核"),
    "credit.measure.taken": _("登记联合奖惩措施"),
    "credit.plea.filed": _("登记信用异议或修复申请"),
    "credit.plea.settled": _("办理信用异议或修复申请"),
    "credit.record.confirmed": _("信用记录复核通过"),
    "credit.record.entered": _("录入信用记录"),
    "credit.record.refused": _("信用记录复核不通过"),
    "cycle.finished": _("月度周期结束"),
    "cycle.started": _("月度周期开始"),
    "determinations.change.proposed": _("拟定标准调整"),
    "determinations.change.released": _("发布标准调整"),
    "determinations.change.withdrawn": _("撤回标准调整"),
    "determinations.determined": _("认定"),
    "determinations.fact.recorded": _("记录调查情况"),
    "determinations.fact.withdrawn": _("撤回调查记录"),
    "determinations.facts.taken_over": _("转入原系统调查记录"),
    "determinations.parameter.entered": _("录入参数值"),
    "determinations.parameter.released": _("发布参数值"),
    "determinations.parameter.withdrawn": _("撤回参数值"),
    "documents.appraised": _("档案鉴定"),
    "documents.destroyed": _("销毁档案"),
    "documents.filed": _("归档"),
    "documents.policy_changed": _("变更文件效力"),
    "documents.policy_registered": _("登记政策文件"),
    "documents.stored": _("保存材料"),
    "documents.transferred": _("移交档案"),
    "enrolment.checklist.ticked": _("清单办妥"),
    "enrolment.claim.reported": _("登记保险报案"),
    "enrolment.claim.settled": _("登记理赔结果"),
    "enrolment.insured": _("登记参保名单"),
    "enrolment.life.checked": _("登记生存认证"),
    "enrolment.mode.chosen": _("选择待遇使用方式"),
    "enrolment.remote.received": _("接收跨省通办申请"),
    "enrolment.service.spent": _("登记服务消费"),
    "exchange.delivery.expired": _("报送数据到期清除"),
    "cycle.facts.expired": _("月度事实到期清除"),
    "exchange.delivery.failed": _("报送文件无法接收"),
    "exchange.delivery.received": _("接收报送文件"),
    "exchange.link.confirmed": _("确认查询方式修改"),
    "exchange.link.proposed": _("提出查询方式修改"),
    "exchange.link.refused": _("不同意查询方式修改"),
    "exchange.link.set": _("设置查询方式"),
    "exchange.line.shown": _("查看报送原件行"),
    "exchange.match.decided": _("认定比对结果"),
    "exchange.match.reopened": _("撤销比对认定"),
    "exchange.reject.settled": _("核实退回行"),
    "exchange.rows.linked": _("比对退回行"),
    "exchange.rejects.downloaded": _("下载退回表"),
    "funeral.waiver.settled": _("惠民殡葬结算"),
    "indicators.month.computed": _("统计指标"),
    "monitoring.findings.compared": _("比对"),
    "monitoring.lead.case_opened": _("线索转办件"),
    "monitoring.lead.closed": _("办结线索"),
    "monitoring.lead.measured": _("记录处置"),
    "monitoring.lead.dispatched": _("派发线索给人"),
    "monitoring.lead.fed_back": _("反馈线索"),
    "monitoring.lead.judged": _("写明核查结论"),
    "monitoring.lead.referred": _("线索转介部门"),
    "monitoring.lead.taken": _("开始核查线索"),
    "monitoring.leads.escalated": _("逾期线索升级"),
    "monitoring.leads.opened": _("派发线索"),
    "monitoring.register.refreshed": _("更新低收入人口名册"),
    "office.list.exported": _("导出列表"),
    "people.death.recorded": _("登记死亡"),
    "people.register.loaded": _("载入人口登记"),
    "scenarios.ran": _("运行测算"),
    "scenarios.released": _("测算转为标准草案"),
    "scenarios.saved": _("保存测算"),
    "scenarios.withdrawn": _("撤回测算"),
    "verification.answer_opened": _("查看部门答复原文"),
    "verification.area_answered": _("答复外地核对"),
    "verification.area_asked": _("请外地协查"),
    "verification.area_received": _("登记外地核对来函"),
    "verification.area_refused": _("退回外地核对"),
    "verification.area_sent": _("联网发出跨地区核对"),
    "verification.area_fetched": _("外地联网取回答复"),
    "verification.area_told": _("登记外地答复"),
    "verification.change_reported": _("登记家庭变化报告"),
    "verification.partner_answered": _("部门答复查询"),
    "verification.partner_asked_again": _("再次查询部门"),
    "verification.partner_unanswered": _("部门未答复查询"),
    "verification.partner_waiting": _("等待部门答复"),
    "verification.reused": _("采用已有核对报告"),
    "verification.authorised": _("核对授权"),
    "verification.queried": _("发出核对查询"),
    "verification.requested": _("发起核对"),
    "verification.returned": _("核对结果返回"),
    "bodies.body.registered": _("登记机构"),
    "cases.data_amended": _("补正申请内容"),
    "cases.notice_withdrawn": _("撤下公示"),
    "cases.referral_received": _("收到转办"),
    "cases.referral_told": _("告知转办"),
    "cases.referred": _("转办"),
    "cases.task_assigned": _("指派待办"),
    "divisions.merged": _("区划合并"),
    "divisions.renamed": _("区划更名"),
    "divisions.transferred": _("区划调整"),
    "exchange.delivery.superseded": _("报送文件被取代"),
    "monitoring.lead.reported": _("报告线索"),
    "people.account.changed": _("变更银行账户"),
    "people.division.followed": _("随区划调整"),
    "people.field.revealed": _("查看完整号码"),
    "people.household.registered": _("登记家庭"),
    "people.id_number.corrected": _("更正证件号"),
    "people.kin.registered": _("登记亲属"),
    "people.looked": _("查找人员"),
    "people.member.joined": _("成员加入"),
    "people.member.left": _("成员离开"),
    "people.merged": _("合并档案"),
    "people.person.flagged": _("设置标记"),
    "people.person.registered": _("登记人员"),
    "people.person.unflagged": _("取消标记"),
    "people.phone.changed": _("变更电话"),
    "people.unmerged": _("撤销合并档案"),
    "verification.department_answered": _("部门回复"),
    "verification.department_asked": _("请部门核对"),
    "verification.looked_up": _("联机查询"),
    "verification.objected": _("核对异议"),
    "verification.objection_closed": _("核对异议办结"),
    "verification.query_refused": _("拒绝查询"),
    "verification.withdrawn": _("撤回核对授权"),
    "visits.recorded": _("记录走访"),
}
# Keys that stand in the detail of a line.
STORED = {
    **KINDS,
    **OUTCOMES,
    **{action.value: action.label for action in Action},
    **VISITS,
}
LOOKED, REVEALED = ".looked", ".revealed"
SUBJECTS = {
    **words_money.SUBJECTS,
    **words_plans.SUBJECTS,
    "sharing.entry": _("共享登记"),
    "sharing.certificate": _("电子证照"),
    "sharing.batch": _("推送批次"),
    "sharing.ledger": _("交换台账"),
    "sharing.subscription": _("共享申请"),
    "sharing.connection": _("对接方式"),
    "accounts.mandate": _("岗位授权"),
    "accounts.user": _("用户"),
    "assistance.errorreport": _("容错报告"),
    "assistance.helporder": _("救助订单"),
    "assistance.helprecord": _("帮扶信息"),
    "assistance.helpresource": _("救助资源"),
    "audit.entry": _("审计记录"),
    "benefits.entitlement": _("待遇"),
    "campaigns.campaign": _("摸排活动"),
    "campaigns.campaignline": _("摸排名单"),
    "campaigns.followup": _("事件跟进"),
    "campaigns.needreport": _("需求上报"),
    "cases.case": _("办件"),
    "credit.creditrecord": _("信用记录"),
    "cycle.cyclerun": _("月度周期"),
    "determinations.determination": _("认定"),
    "determinations.parametervalue": _("参数值"),
    "determinations.standardchange": _("标准调整"),
    "determinations.recordedfact": _("调查记录"),
    "documents.archive": _("档案"),
    "documents.document": _("材料"),
    "documents.policydocument": _("政策文件"),
    "exchange.delivery": _("报送文件"),
    "monitoring.finding": _("比对发现"),
    "monitoring.lead": _("线索"),
    "monitoring.registerentry": _("低收入人口名册"),
    "people.household": _("家庭档案"),
    "people.person": _("人员档案"),
    "scenarios.scenario": _("测算"),
    "verification.arearequest": _("跨地区核对"),
    "verification.changereport": _("家庭变化报告"),
    "verification.partnerquery": _("部门查询"),
    "verification.verification": _("核对"),
    "exchange.linkproposal": _("查询方式修改"),
    "exchange.partnerlink": _("查询方式"),
    "visits.visit": _("走访"),
}


def parameter(policy: str, name: str) -> str:
    """Return the Chinese name of a parameter; its key where nobody gave it one."""
    declared = determinations.policies().get(policy)
    own = declared.parameters.get(name) if declared else None
    found = own or determinations.declared_parameter(policy, name)
    if found is None and name not in PARAMETERS and name.startswith("check_"):
        return _("办理清单第%(number)s项") % {"number": name.split("_")[1]}
    return found.label if found is not None else str(PARAMETERS.get(name, name))


def owner(policy: str) -> str:
    """Return the Chinese name of what a parameter belongs to: a policy, a procedure or a room."""
    declared = determinations.policies().get(policy)
    if declared is not None:
        return declared.label
    workflow = next((w for w in cases.workflows() if w.key == policy), None)
    if workflow is not None:
        return f"{workflow.label}·办理规则"
    return next((f.label for f in determinations.parameter_files() if f.owner == policy), policy)


def value(key: str, stored: Any) -> str:
    """Return what the detail of an audit line holds, in Chinese where the kernel keeps a key."""
    if isinstance(stored, bool):
        return str(_("是") if stored else _("否"))
    if key == "amount" and isinstance(stored, int):
        return yuan(stored)
    if isinstance(stored, list):
        return "、".join(value(key, item) for item in stored) or "—"
    text = str(stored)
    if key in ("policy", "benefit"):
        return owner(text)
    if key == "role" and text in ROLES:
        return role_of(text).label
    return str(STORED.get(text, text))


def deed(verb: str) -> str:
    """Return what was done, in Chinese; the last part of the verb where it has no word."""
    if verb in DEEDS:
        return str(DEEDS[verb])
    if verb.endswith(LOOKED):
        return f"查看{SUBJECTS.get(verb.removesuffix(LOOKED), '')}"
    if verb.endswith(REVEALED):
        return str(_("查看完整号码"))
    workflow, _dot, step = verb.rpartition(".")
    return step_label(workflow, step) or verb


def step_label(workflow: str, step: str) -> str:
    """Return the Chinese name of a step of a procedure, else nothing."""
    declared = next((w for w in cases.workflows() if w.key == workflow), None)
    if declared is None:
        return ""
    if step == "opened":
        return f"{declared.label}·立案"
    found = next((s for s in declared.steps if s.key == step), None)
    return f"{declared.label}·{found.label}" if found else ""
