#!/usr/bin/env bash
# Put a backup back into a home that has no database yet.
set -euo pipefail
umask 077

folder="${1:?用法：restore.sh 备份 目标目录}"
home="${2:?用法：restore.sh 备份 目标目录}"
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
mkdir -p "$home"

if [ -f "$folder/database.dump" ]; then
    pg_restore --exit-on-error --no-owner --dbname="${MINZHENG_DATABASE:?未设置 MINZHENG_DATABASE}" "$folder/database.dump"
else
    if [ -e "$home/minzheng.sqlite3" ]; then
        echo "$home 已有数据库，不覆盖。" >&2
        exit 2
    fi
    cp "$folder/database.sqlite3" "$home/minzheng.sqlite3.partial"
    mv "$home/minzheng.sqlite3.partial" "$home/minzheng.sqlite3"
fi
tar --extract --file="$folder/files.tar" --directory="$home"
echo "已恢复到 $home。请放入 secrets.env 后启动。"
