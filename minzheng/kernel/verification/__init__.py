"""经济状况核对: authorised checks of means, with report and evidence."""
