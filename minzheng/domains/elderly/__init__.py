"""Services for the elderly: allowances, subsidies and vouchers."""
