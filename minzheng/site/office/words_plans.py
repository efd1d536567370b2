"""What was done about plans, and to what, in the words of the audit: one block per part of the room."""

from django.utils.translation import gettext_lazy as _

# Indicators: defined, reported, released.
INDICATORS = {
    "indicators.defined": _("登记自定义指标"),
    "indicators.release.approved": _("批准公布指标"),
    "indicators.release.drafted": _("拟定指标公布稿"),
    "indicators.release.withdrawn": _("撤回指标公布"),
    "indicators.value.accepted": _("审核通过上报指标"),
    "indicators.value.rejected": _("退回上报指标"),
    "indicators.value.reported": _("上报指标"),
    "indicators.value.withdrawn": _("撤回上报指标"),
}
INDICATOR_SUBJECTS = {
    "indicators.definition": _("自定义指标"),
    "indicators.release": _("指标公布稿"),
    "indicators.reportedvalue": _("上报指标"),
}

# Plans, targets, tasks, projects.
PLANS = {
    "planning.amendment.approved": _("批准规划调整"),
    "planning.amendment.asked": _("提出规划调整"),
    "planning.amendment.refused": _("退回规划调整"),
    "planning.plan.entered": _("登记规划"),
    "planning.plan.linked": _("对接上级规划"),
    "planning.project.entered": _("登记重大工程"),
    "planning.project.land": _("登记工程用地"),
    "planning.project.milestone": _("登记工程节点"),
    "planning.project.money": _("关联项目资金"),
    "planning.project.photo": _("上传工程照片"),
    "planning.project.state": _("更新工程状态"),
    "planning.target.mapped": _("对接上级指标"),
    "planning.target.year": _("分解年度目标"),
    "planning.task.assigned": _("下达任务"),
    "planning.task.cancelled": _("取消任务"),
    "planning.task.done": _("任务完成"),
    "planning.task.practical": _("列入民生实事"),
    "planning.task.progress": _("填报任务进展"),
}
PLAN_SUBJECTS = {
    "planning.amendment": _("规划调整"),
    "planning.plan": _("规划"),
    "planning.project": _("重大工程"),
    "planning.target": _("规划目标"),
    "planning.task": _("任务"),
}

# Assessments and statistical forms.
ASSESSMENT = {
    "planning.assessment.published": _("公布考核结果"),
    "planning.form.decided": _("复核报表批准文号"),
    "planning.form.entered": _("登记报表批准文号"),
    "planning.objection.decided": _("答复考核异议"),
    "planning.objection.raised": _("提出考核异议"),
    "planning.result.used": _("运用考核结果"),
    "planning.return.entered": _("填报统计数据"),
    "planning.return.filled": _("填表人签名"),
    "planning.return.given_back": _("退回填表人"),
    "planning.return.opened": _("开始填报统计报表"),
    "planning.return.printed": _("导出统计报表"),
    "planning.return.refreshed": _("重新取数"),
    "planning.return.reopened": _("重开统计报表"),
    "planning.return.sent": _("报送统计报表"),
    "planning.return.signed": _("负责人签署并冻结"),
    "planning.return.summed": _("汇总下级报表"),
    "planning.scheme.decided": _("复核考核细则"),
    "planning.scheme.entered": _("录入考核细则"),
    "planning.sheet.reviewed": _("评审考核表"),
    "planning.sheet.scored": _("考核自评"),
    "planning.sheet.submitted": _("提交考核自评"),
    "planning.sheets.opened": _("发出考核表"),
}
ASSESSMENT_SUBJECTS = {
    "planning.consequence": _("考核结果运用"),
    "planning.formapproval": _("报表批准"),
    "planning.objection": _("考核异议"),
    "planning.scheme": _("考核细则"),
    "planning.scoresheet": _("考核表"),
    "planning.statisticsreturn": _("统计报表"),
}

# Rectification, special campaigns, meetings, inspections, deadlines.
TRACKING = {
    "planning.campaign.checked": _("登记专项整治排查结果"),
    "planning.campaign.closed": _("结束专项整治"),
    "planning.campaign.listed": _("列出专项整治对象"),
    "planning.campaign.started": _("开展专项整治"),
    "planning.dues.told": _("到期提醒和逾期督办"),
    "planning.inspection.recorded": _("登记乡镇实地检查"),
    "planning.inspections.planned": _("生成实地检查计划"),
    "planning.mechanism.ended": _("撤销议事协调机制"),
    "planning.mechanism.founded": _("登记议事协调机制"),
    "planning.meeting.assigned": _("会议交办任务"),
    "planning.meeting.decided": _("登记议题和决定"),
    "planning.meeting.held": _("登记会议"),
    "planning.meeting.minuted": _("上传会议纪要"),
    "planning.member.seated": _("登记机制成员"),
    "planning.member.unseated": _("机制成员离任"),
    "planning.rectification.extended": _("批准整改延期"),
    "planning.rectification.extension_asked": _("申请整改延期"),
    "planning.rectification.handed_on": _("移交整改事项"),
    "planning.rectification.measured": _("填写整改措施"),
    "planning.rectification.not_extended": _("不同意整改延期"),
    "planning.rectification.registered": _("登记整改问题"),
    "planning.rectification.sent_back": _("复查退回整改"),
    "planning.rectification.struck_off": _("整改销号"),
    "planning.rectification.submitted": _("报送整改"),
    "planning.rectification.supervised": _("逾期督办整改"),
    "planning.task.pressed": _("催办任务"),
}
TRACKING_SUBJECTS = {
    "planning.campaignobject": _("排查对象"),
    "planning.duereminder": _("到期提醒"),
    "planning.inspection": _("乡镇实地检查"),
    "planning.mechanism": _("议事协调机制"),
    "planning.meeting": _("会议"),
    "planning.rectificationitem": _("整改事项"),
    "planning.specialcampaign": _("专项整治"),
}
TRACKING_PARAMETERS = {
    "inspections_per_quarter": _("每季度对乡镇实地检查次数"),
    "remind_days": _("到期前提醒天数"),
    "special_meetings_per_year": _("每年党委、政府专题会议次数"),
}

# Measures and their legality, standards, honours, surveys; facilities.
REGISTERS = {
    "bodies.facilities.imported": _("导入设施"),
    "bodies.facility.changed": _("变更设施"),
    "bodies.facility.invested": _("登记设施投资"),
    "bodies.facility.registered": _("登记设施"),
    "bodies.facility.state": _("变更设施状态"),
    "planning.honour.entered": _("登记荣誉"),
    "planning.honour.revoked": _("撤销荣誉"),
    "planning.legality.answered": _("出具合法性审核意见"),
    "planning.legality.submitted": _("送合法性审核"),
    "planning.measure.cancelled": _("撤销制度建设事项"),
    "planning.measure.described": _("修改制度建设事项"),
    "planning.measure.evaluated": _("登记到期评估"),
    "planning.measure.issued": _("印发文件"),
    "planning.measure.planned": _("登记制度建设事项"),
    "planning.measure.step": _("登记制定环节"),
    "planning.norm.checked": _("登记标准执行检查"),
    "planning.norm.ended": _("登记标准失效"),
    "planning.norm.listed": _("登记标准"),
    "planning.pilot.closed": _("试点验收"),
    "planning.pilot.started": _("登记试点"),
    "planning.survey.answered": _("录入问卷"),
    "planning.survey.closed": _("结束调查"),
    "planning.survey.designed": _("设计抽样调查"),
    "planning.survey.drawn": _("抽取样本"),
    "planning.survey.question": _("添加问卷题目"),
    "planning.survey.question_removed": _("删除问卷题目"),
}
REGISTER_SUBJECTS = {
    "bodies.facility": _("服务设施"),
    "planning.honour": _("荣誉"),
    "planning.measure": _("制度建设事项"),
    "planning.norm": _("标准"),
    "planning.normcheck": _("标准执行检查"),
    "planning.pilot": _("试点"),
    "planning.survey": _("抽样调查"),
    "planning.surveyunit": _("调查样本"),
}
STATISTICS_PARAMETERS = {
    "report_days": _("报表报送期限（期后天数）"),
    "report_days_town": _("乡镇报表报送期限（期后天数）"),
    "swing_percent": _("与上期相比须说明的变动比例"),
    "worker_income": _("城市社区工作者月平均收入"),
    "workers_per_10000": _("每万名城镇常住人口社区工作者"),
    "year_months": _("年报报送期限（年后月数）"),
}

REGISTER_PARAMETERS = {
    "consult_days": _("公开征求意见最短期限"),
    "legality_days": _("合法性审核期限"),
    "legality_least_days": _("合法性审核最短时间"),
    "validity_years": _("规范性文件有效期"),
}

# Evaluation reports.
REPORTS = {
    "planning.report.admitted": _("授权第三方查阅评估报告"),
    "planning.report.drafted": _("起草评估报告"),
    "planning.report.opined": _("提交第三方评估意见"),
    "planning.report.sealed": _("评估报告定稿"),
    "planning.report.sent_back": _("退回评估报告"),
    "planning.report.shut_out": _("收回第三方查阅授权"),
    "planning.report.submitted": _("提交评估报告"),
    "planning.report.written": _("改写评估报告"),
}
REPORT_SUBJECTS = {"planning.evaluationreport": _("评估报告")}

# Imports of plans and documents.
IMPORTS = {
    "planning.import.begun": _("导入规划或评估报告"),
    "planning.import.dropped": _("放弃导入"),
    "planning.import.made": _("由导入生成规划"),
    "planning.import.reported": _("由导入登记完成值"),
    "planning.import.rest_left": _("不采用其余条目"),
    "planning.import.taken": _("采用无疑点条目"),
    "planning.proposal.decided": _("处理导入条目"),
}
IMPORT_SUBJECTS = {
    "planning.planimport": _("规划导入"),
    "planning.proposal": _("导入条目"),
}

DEEDS = {**INDICATORS, **IMPORTS, **REPORTS, **REGISTERS, **TRACKING, **PLANS, **ASSESSMENT}
SUBJECTS = {
    **INDICATOR_SUBJECTS,
    **REPORT_SUBJECTS,
    **REGISTER_SUBJECTS,
    **TRACKING_SUBJECTS,
    **PLAN_SUBJECTS,
    **ASSESSMENT_SUBJECTS,
}
