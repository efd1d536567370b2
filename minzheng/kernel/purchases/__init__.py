"""购买服务与项目资金: what the county buys, subsidises and builds, until it is paid."""
