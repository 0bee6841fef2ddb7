#!/bin/sh
# Runs a command, Orthanc by default, on an index that SQLite has statistics of. Orthanc looks for a resource by its type
# and its identifier; without statistics SQLite takes the index of the four types for it, and goes through all instances
# of the archive for each (docs/adr/0021-statistics-for-the-index.md).
set -eu
index=/archive/index
statistics=/usr/share/collimator/index-statistics.sql

if [ ! -d /archive ] || [ ! -w /archive ]; then
    : # Nothing is kept here.
elif [ ! -e "$index" ]; then
    # Under another name first: half an index must not be taken for one.
    cp /usr/share/collimator/new-index "$index.new"
    mv "$index.new" "$index"
elif [ -z "$(sqlite3 "$index" "SELECT 1 FROM sqlite_stat1 WHERE tbl = 'Resources' LIMIT 1" 2>/dev/null)" ]; then
    sqlite3 -bail "$index" < "$statistics" || echo "The archive's index has no statistics: large archives will be slow." >&2
fi
exec "$@"
