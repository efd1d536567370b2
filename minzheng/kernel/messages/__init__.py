"""消息: see README.md."""
