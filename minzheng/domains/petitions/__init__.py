"""信访与评价: calls, complaints, reports and what was answered."""
