"""What was done about plans, and to what, in the words of the audit: one block per part of the room."""

from django.utils.translation import gettext_lazy as _

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

DEEDS = {**PLANS}
SUBJECTS = {**PLAN_SUBJECTS}
