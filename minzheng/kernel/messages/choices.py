"""Channels of messages, with their Chinese labels."""

INBOX = "inbox"
SMS = "sms"
CHANNELS = {INBOX: "站内消息", SMS: "短信"}
