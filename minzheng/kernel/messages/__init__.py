"""消息: messages to staff and citizens, sent after the change is sure."""
