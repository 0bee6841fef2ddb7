/* Loaded into Orthanc before its libraries: files of its storage leave ARCHIVE_MIN_FREE of the disk free, whatever they are
   written for, and none stays that has no room (docs/adr/0034-room-of-the-archive.md). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "archive-room.h"

/* How many times what has to be left is plenty above it. */
#define PLENTY_TIMES 4

/* What the disk has to have left, what is being written to files of the storage, and when one of them was refused. */
static unsigned long long least, underway;
static time_t refused_at;
static pthread_mutex_t room = PTHREAD_MUTEX_INITIALIZER;

static time_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
    return time.tv_sec;
}

void archive_leave_room(unsigned long long bytes)
{
    least = bytes;
}

/* How much there is above what has to be left. Where it can't be known, the disk itself decides. */
static unsigned long long surplus(void)
{
    struct statvfs disk;
    if (statvfs(STORAGE, &disk) != 0) return ULLONG_MAX;
    unsigned long long free = free_bytes(&disk), taken = least + underway;
    return free > taken ? free - taken : 0;
}

int archive_has_room(size_t bytes)
{
    pthread_mutex_lock(&room);
    int fits = surplus() >= bytes;
    pthread_mutex_unlock(&room);
    return fits;
}

int archive_refused(unsigned seconds)
{
    pthread_mutex_lock(&room);
    int is_refused = refused_at != 0 && now() - refused_at < (time_t)seconds;
    pthread_mutex_unlock(&room);
    return is_refused;
}

/* Files are written some kilobytes at a time. Of plenty, half is taken without another look, for a second; others may write
   to the disk as well. */
static int begin(size_t bytes)
{
    static unsigned long long allowed;
    static time_t looked_at;
    pthread_mutex_lock(&room);
    int fits = allowed >= bytes && looked_at == now();
    if (!fits) {
        unsigned long long found = surplus();
        looked_at = now();
        fits = found >= bytes;
        allowed = found / PLENTY_TIMES >= least ? found / 2 : 0;
    }
    if (fits) {
        allowed -= allowed < bytes ? allowed : bytes;
        underway += bytes;
    }
    pthread_mutex_unlock(&room);
    return fits;
}

static void end(size_t bytes)
{
    pthread_mutex_lock(&room);
    underway -= bytes;
    pthread_mutex_unlock(&room);
}

/* Finds the path of a file of the storage. Its name says that it is one: the index, which SQLite writes, lies one folder
   above. */
static int find_stored(int file, char path[PATH_MAX])
{
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fnmatch(STORAGE "/[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*-*-*-*-*", path, FNM_PATHNAME) == 0;
}

/* The same. A file is written in many pieces, by one thread, and to look for a path takes ten times as long as to see that
   the path of the last piece is this file's. Its number alone does not say so: the next file gets that of one cut off. Only
   the number is asked for: a file whose times are looked at gets new ones with each piece, which takes as long. */
static int is_stored(int file, char path[PATH_MAX])
{
    static _Thread_local char last[PATH_MAX];
    struct statx written, named;
    /* Where it is not to be had, as in an old sandbox, each piece is looked for. */
    int is_told = statx(file, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO, &written) == 0;
    if (is_told && !S_ISREG(written.stx_mode)) return 0;
    int is_last = is_told && last[0] != 0 && statx(AT_FDCWD, last, 0, STATX_INO, &named) == 0 && named.stx_ino == written.stx_ino &&
                  named.stx_dev_major == written.stx_dev_major && named.stx_dev_minor == written.stx_dev_minor;
    if (!is_last && !find_stored(file, last)) last[0] = 0;
    strcpy(path, last);
    return last[0] != 0;
}

static int has_no_room(int failure)
{
    return failure == ENOSPC || failure == EDQUOT;
}

/* Orthanc leaves a file of its storage that it could not write to its end where it is, and its index does not know it:
   each object that does not fit would take the rest of the disk for ever. */
static void cut_off(const char *path)
{
    unlink(path);
    pthread_mutex_lock(&room);
    refused_at = now();
    pthread_mutex_unlock(&room);
}

static ssize_t store(int file, const struct iovec *pieces, int count, const char *path)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "writev");
    size_t bytes = 0;
    for (int at = 0; at < count; at += 1) bytes += pieces[at].iov_len;
    ssize_t taken = -1;
    errno = ENOSPC;
    if (begin(bytes)) {
        taken = next(file, pieces, count);
        int failure = errno;
        end(bytes);
        errno = failure;
    }
    int failure = errno;
    if (taken < 0 && has_no_room(failure)) cut_off(path);
    errno = failure;
    return taken;
}

ssize_t write(int file, const void *bytes, size_t count)
{
    static ssize_t (*next)(int, const void *, size_t);
    char path[PATH_MAX];
    if (next == NULL) next = dlsym(RTLD_NEXT, "write");
    if (!is_stored(file, path)) return next(file, bytes, count);
    struct iovec piece = {(void *)bytes, count};
    return store(file, &piece, 1, path);
}

ssize_t writev(int file, const struct iovec *pieces, int count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    char path[PATH_MAX];
    if (next == NULL) next = dlsym(RTLD_NEXT, "writev");
    return is_stored(file, path) ? store(file, pieces, count, path) : next(file, pieces, count);
}

/* Orthanc does not look whether a file's last piece was written, of a small one the only piece, but whether this was done. */
int fdatasync(int file)
{
    static int (*next)(int);
    char path[PATH_MAX];
    struct stat status;
    if (next == NULL) next = dlsym(RTLD_NEXT, "fdatasync");
    if (is_stored(file, path) && fstat(file, &status) == 0 && status.st_nlink == 0) {
        errno = ENOSPC;
        return -1;
    }
    return next(file);
}
