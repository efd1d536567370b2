#!/usr/bin/env bash
# Write one dated backup of a home into the given folder and keep the last 30.
set -euo pipefail
umask 077

target="${1:?用法：backup.sh 备份目录}"
home="${MINZHENG_HOME:?未设置 MINZHENG_HOME}"
keep="${MINZHENG_BACKUPS:-30}"
folder="$target/$(date +%Y%m%dT%H%M%S)"
partial="$folder.partial"
mkdir -p "$partial"

if [ -n "${MINZHENG_DATABASE:-}" ]; then
    pg_dump --format=custom --file="$partial/database.dump" "$MINZHENG_DATABASE"
else
    # SQLite's own online copy: a plain cp of a database in use may be torn.
    python3 - "$home/minzheng.sqlite3" "$partial/database.sqlite3" <<'PYTHON'
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
copy = sqlite3.connect(sys.argv[2])
source.backup(copy)
if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
    sys.exit("备份的数据库不完整")
copy.close()
PYTHON
fi

folders=()
for name in files deliveries lake outbox bank; do
    if [ -d "$home/$name" ]; then folders+=("$name"); fi
done
tar --create --file="$partial/files.tar" --directory="$home" --files-from=<(printf '%s\n' "${folders[@]}" | sed '/^$/d')
(cd "$partial" && sha256sum -- * >SHA256SUMS)
# Only a finished backup gets its name.
mv "$partial" "$folder"
find "$target" -mindepth 1 -maxdepth 1 -type d -name '????????T??????' | sort -r | tail -n +"$((keep + 1))" |
    while read -r old; do rm -rf -- "$old"; done
echo "$folder"
