"""How plans come in: plan files, workbooks and documents become one content, every fault named."""
