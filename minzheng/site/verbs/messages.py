"""Hand over the short messages that are due: what a crash or a silent gateway left in the queue."""

import argparse

from minzheng.core import clock
from minzheng.kernel.messages import services as messages


def configure(parser: argparse.ArgumentParser) -> None:
    """It takes no options: what is due follows from the moment."""


def run(options: argparse.Namespace) -> int:
    """Hand over what is due; two at once send nothing twice."""
    print(f"发出消息 {messages.deliver_pending(at=clock.now())} 条。")
    return 0
