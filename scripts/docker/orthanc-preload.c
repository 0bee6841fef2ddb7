/* Loaded into Orthanc before its libraries, for two stacks that are too small for objects that come from outside
   (docs/adr/0031-stacks-of-the-archive.md). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

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
