"""The texts of messages: declared by key, filled with named words."""

import string
from dataclasses import dataclass

from minzheng.core.registry import Registry


@dataclass(frozen=True)
class MessageTemplate:
    """One text with named gaps, such as ``{applicant}``; ``sms`` says it may leave by SMS."""

    key: str
    label: str
    text: str
    sms: bool = False

    @property
    def gaps(self) -> set[str]:
        """Return the words the text asks for."""
        return {name for _, name, _, _ in string.Formatter().parse(self.text) if name}

    def fill(self, context: dict[str, object]) -> str:
        """Return the finished text; KeyError in Chinese names the words that are missing."""
        missing = sorted(self.gaps - context.keys())
        if missing:
            raise KeyError(f"消息“{self.label}”缺少：{'、'.join(missing)}")
        return self.text.format_map(context)


message_templates: Registry[MessageTemplate] = Registry("消息模板")


def declare_message(key: str, label: str, text: str, *, sms: bool = False) -> MessageTemplate:
    """Add a text to the register."""
    return message_templates.add(key, MessageTemplate(key, label, text, sms))


declare_message("messages.plain", "通知", "{text}")
declare_message(
    "cases.decision",
    "办理结果",
    "{applicant}，您于{applied_on}提出的{matter}申请已办结：{outcome}。咨询电话{phone}。",
    sms=True,
)
declare_message(
    "cases.papers_missing",
    "补正材料",
    "{applicant}，您的{matter}申请还需补充：{papers}。请于{due_on}前提交。咨询电话{phone}。",
    sms=True,
)
declare_message(
    "cases.opinion_asked",
    "听取意见",
    "{applicant}，拟对您家庭{matter}作出调整，请于{due_on}前提出意见。咨询电话{phone}。",
    sms=True,
)
