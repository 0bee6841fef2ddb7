#!/bin/sh
# Runs a command, Orthanc by default, on an index that SQLite has statistics of, and whose values have bounds. Without
# statistics SQLite goes through the whole archive to find one series and what is known of it (docs/adr/0021-statistics-
# for-the-index.md, 0023). They are written at each start, so that an older image's, or counted ones, give way.
set -eu
index=/archive/index

if [ ! -d /archive ] || [ ! -w /archive ]; then
    : # Nothing is kept here.
elif [ ! -e "$index" ]; then
    # Under another name first: half an index must not be taken for one.
    cp /usr/share/collimator/new-index "$index.new"
    # What a former index has left beside it would be read into the new one.
    rm -f "$index-wal" "$index-shm" "$index-journal"
    mv "$index.new" "$index"
else
    cat /usr/share/collimator/index-*.sql | sqlite3 -bail "$index" ||
        echo "The statistics and bounds of the archive's index could not be written: large archives may be slow." >&2
fi
# A picture of some bytes may announce gigabytes. Memory that the container does not have is refused to Orthanc as it asks
# for it, so that a request fails and not Orthanc. 1.75 GB more than that: its threads' stacks are addresses, not memory.
limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || echo max)
[ "$limit" = max ] || ulimit -v $((limit / 1024 + 1792 * 1024))
# Stacks that deep or compressed objects do not overflow (orthanc-preload.c), room that stays free (orthanc-room.c), who
# gets in at the DICOM port (orthanc-dicom-door.c), and texts in several character sets (orthanc-text.cc).
shims=/usr/local/lib/orthanc
export LD_PRELOAD="$shims-preload.so:$shims-room.so:$shims-dicom-door.so:$shims-text.so"
exec "$@"
