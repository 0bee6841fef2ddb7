/* The room of the archive's disk (docs/adr/0034-room-of-the-archive.md): orthanc-disk.c tells how much there is,
   orthanc-room.c keeps ARCHIVE_MIN_FREE of it, and orthanc-dicomweb.c does without what is not needed. */
#include <stddef.h>
#include <sys/statvfs.h>

/* StorageDirectory and IndexDirectory of orthanc/orthanc.json. */
#define STORAGE "/archive"

/* How many bytes can be written. Some file systems can have no more files although they have room for bytes. */
static inline unsigned long long free_bytes(const struct statvfs *disk)
{
    int has_names = disk->f_files == 0 || disk->f_favail > 0;
    return has_names ? disk->f_bavail * (unsigned long long)disk->f_frsize : 0;
}

/* In orthanc-room.c. From now on, files of the storage leave so many bytes free. */
void archive_leave_room(unsigned long long bytes);
/* Whether so many bytes more leave as much. */
int archive_has_room(size_t bytes);
/* Whether a file was refused so few seconds ago, or cut off by a full disk. */
int archive_refused(unsigned seconds);
