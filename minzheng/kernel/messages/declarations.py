"""The texts of messages: declared by key, filled with named words."""

import string
from dataclasses import dataclass

from minzheng.core.registry import Registry


@dataclass(frozen=True)
class MessageTemplate:
    """One text with named gaps, such as ``{applicant}``; ``sms`` says it may leave by SMS, or how.

    A text of its own for the telephone leaves out what nobody else who holds it should read. A secret
    one is not kept once it has left. ``minutes`` is how long it is worth sending (0: always).
    """

    key: str
    label: str
    text: str
    sms: bool | str = False
    is_secret: bool = False
    minutes: int = 0

    @property
    def gaps(self) -> set[str]:
        """Return the words the texts ask for."""
        texts = f"{self.text}{self.sms}"
        return {name for _, name, _, _ in string.Formatter().parse(texts) if name}

    def fill(self, context: dict[str, object], *, by_sms: bool = False) -> str:
        """Return the finished text; KeyError in Chinese names the words that are missing."""
        missing = sorted(self.gaps - context.keys())
        if missing:
            raise KeyError(f"消息“{self.label}”缺少：{'、'.join(missing)}")
        text = self.sms if by_sms and isinstance(self.sms, str) else self.text
        return text.format_map(context)


message_templates: Registry[MessageTemplate] = Registry("消息模板")


def declare_message(
    key: str,
    label: str,
    text: str,
    *,
    sms: bool | str = False,
    is_secret: bool = False,
    minutes: int = 0,
) -> MessageTemplate:
    """Add a text to the register."""
    template = MessageTemplate(key, label, text, sms, is_secret, minutes)
    return message_templates.add(key, template)


declare_message("messages.plain", "通知", "{text}")
declare_message(
    "messages.code",
    "短信验证码",
    "验证码 {code}，{minutes} 分钟内有效。工作人员不会向您索要验证码。",
    sms=True,
    is_secret=True,
    minutes=5,
)
