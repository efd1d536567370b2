"""The ledger (账务): what came in, what is on its way, what is paid, from which fund and source."""
