/* Loaded into Orthanc before its libraries: for two stacks that are too small for objects that come from outside
   (docs/adr/0031-stacks-of-the-archive.md), and for files that a full disk cuts off (0034-room-of-the-archive.md). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#define LEAST ((size_t)8 << 20)
/* What Lua promises to a C function (LUA_MINSTACK). */
#define FREE_SLOTS 20

typedef struct lua_State lua_State;
__attribute__((weak)) int lua_checkstack(lua_State *state, int slots);

/* Debian's libcivetweb asks for stacks of 100 KiB for Orthanc's HTTP threads, so that no limit and no setting changes
   it. 50 nested sequences, or one picture of JPEG 2000, overflow them. */
int pthread_attr_setstacksize(pthread_attr_t *attributes, size_t size)
{
    int (*next)(pthread_attr_t *, size_t) = dlsym(RTLD_NEXT, "pthread_attr_setstacksize");
    return next(attributes, size < LEAST ? LEAST : size);
}

/* Orthanc makes a Lua table of each object's tags for its hooks, by recursion, and never asks for room on Lua's stack,
   which has 45 slots: a sequence in a sequence takes four, so that some 12 of them write past its end. */
void lua_createtable(lua_State *state, int elements, int fields)
{
    static void (*next)(lua_State *, int, int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "lua_createtable");
    if (!lua_checkstack(state, FREE_SLOTS)) abort();
    next(state, elements, fields);
}

/* Orthanc leaves a file of its storage that it could not write to its end where it is, and its index does not know it:
   each object that does not fit would take the rest of the disk for ever. Its name says that it is one: the index, which
   SQLite writes, lies one folder above. */
static void removeCutOff(int file)
{
    char link[40], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    if (fnmatch("/archive/[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*-*-*-*-*", path, FNM_PATHNAME) == 0) unlink(path);
}

static ssize_t checked(int file, ssize_t written)
{
    int failure = errno;
    if (written < 0 && (failure == ENOSPC || failure == EDQUOT)) removeCutOff(file);
    errno = failure;
    return written;
}

ssize_t write(int file, const void *bytes, size_t count)
{
    static ssize_t (*next)(int, const void *, size_t);
    if (next == NULL) next = dlsym(RTLD_NEXT, "write");
    return checked(file, next(file, bytes, count));
}

ssize_t writev(int file, const struct iovec *pieces, int count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "writev");
    return checked(file, next(file, pieces, count));
}
