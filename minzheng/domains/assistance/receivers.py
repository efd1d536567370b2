"""What social assistance does when something happens in a life of one it helps (KC-05)."""

from minzheng.kernel.accounts.declarations import CLERK
from minzheng.kernel.campaigns import choices
from minzheng.kernel.campaigns.declarations import Chain
from minzheng.kernel.enrolment.queries import receives

ROOM, LAW = "assistance", "社会救助法 第四十六条"
HELPED, RECEIVES = receives(ROOM), "在享社会救助的本人和家庭"
URGENT = "follow_up_days_urgent"

CHAINS = (
    Chain("assistance.after_death", choices.DIED, ROOM, "重新核定家庭救助待遇，停发本人供养", CLERK, HELPED, RECEIVES, LAW, URGENT),
    Chain("assistance.after_admission", choices.ADMITTED, ROOM, "核对供养方式，调整照料护理标准", CLERK, HELPED, RECEIVES, "国发〔2016〕14号"),
    Chain("assistance.after_discharge", choices.DISCHARGED, ROOM, "核对供养方式，落实分散供养照料", CLERK, HELPED, RECEIVES, "国发〔2016〕14号"),
    Chain("assistance.after_grade", choices.GRADE_CHANGED, ROOM, "按新的残疾等级重新核定救助待遇", CLERK, HELPED, RECEIVES, LAW),
    Chain("assistance.after_marriage", choices.MARRIED, ROOM, "家庭成员增加，重新核对经济状况", CLERK, HELPED, RECEIVES, LAW),
    Chain("assistance.after_divorce", choices.DIVORCED, ROOM, "家庭成员变化，重新核对经济状况", CLERK, HELPED, RECEIVES, LAW),
    Chain("assistance.of_age", choices.CAME_OF_AGE, ROOM, "子女成年，重新核定家庭救助待遇", CLERK, HELPED, RECEIVES, LAW),
    Chain("assistance.imprisoned", choices.IMPRISONED, ROOM, "服刑期间不计入保障人口，重新核定", CLERK, HELPED, RECEIVES, LAW, URGENT),
)  # fmt: skip
