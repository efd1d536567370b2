"""Why the policies of this room are answered in cases only."""

from minzheng.kernel.determinations.declarations import case_only

case_only("funeral.basic", "逝者已不在家庭成员之列，费用单随结算办件而来")
case_only("funeral.eco_burial", "安葬方式和证明随申请办件而来")
