/* Loaded into Orthanc before its libraries: who gets to it at the DICOM port (docs/adr/0038-a-door-at-the-dicom-port.md).

   Orthanc reads each association request in the one thread that accepts connections, and waits 30 s for it; an
   association holds one of a few threads for as long as its peer wants. So one silent connection stopped the port, and
   four slow ones did. Here a thread of its own accepts, keeps each connection until the whole request has come, and
   hands no more of them on than Orthanc has threads, to no address more than two thirds. To Orthanc its listening socket
   is one end of a pair, from which accept() takes what the other end hands on. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* DicomPort and DicomThreadsCount in orthanc/orthanc.json. */
#define PORT 4242
#define MOST_ASSOCIATIONS 6
#define MOST_OF_ADDRESS 4
/* Connections that wait, and how long an association request may take. */
#define MOST_WAITING 64
#define REQUEST_SECONDS 10
/* PS3.8, section 9.3.2: type, reserved, length. 128 presentation contexts of ten syntaxes each take 40 kB. */
#define HEAD 6
#define ASSOCIATE_RQ 1
#define LONGEST_REQUEST (60 << 10)
/* An association that sends something all the time, but so little in each of so many spans, is ended. */
#define SPAN_SECONDS 30
#define MOST_SLOW_SPANS 6
#define LEAST_OF_SPAN 3000
#define MOST_FILES 65536

struct connection {
    int file;
    /* Whether its length is known, and whether all of it is there. */
    int isBegun, isWhole;
    time_t since;
    struct in6_addr address;
    /* Of an association: its number, Orthanc's file for it, what had come when the span began, and slow spans in a row. */
    unsigned number;
    int orthancs;
    unsigned long long bytes;
    int slow;
};

static struct connection waiting[MOST_WAITING], associations[MOST_ASSOCIATIONS];
static int waitingCount, associationCount;
/* Orthanc's end of the pair, and the other one. */
static _Atomic int orthancsEnd = -1;
static int ownEnd, listener;
/* Files that Orthanc has been given and has not closed yet: which association each is for. */
static _Atomic unsigned held[MOST_FILES];
static int bell[2];

static time_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

static void drop(struct connection *list, int *count, int at)
{
    close(list[at].file);
    *count -= 1;
    memmove(list + at, list + at + 1, (size_t)(*count - at) * sizeof *list);
}

static int isSame(const struct connection *one, const struct connection *other)
{
    return memcmp(&one->address, &other->address, sizeof one->address) == 0;
}

static int countOf(const struct connection *list, int count, const struct connection *one)
{
    int found = 0;
    for (int at = 0; at < count; at++) found += isSame(list + at, one);
    return found;
}

/* Makes room: the last one goes of the address that has the most. */
static void dropOfMost(void)
{
    int worst = 0, most = 0;
    for (int at = 0; at < waitingCount; at++) {
        int count = countOf(waiting, waitingCount, waiting + at);
        if (count >= most) worst = at, most = count;
    }
    drop(waiting, &waitingCount, worst);
}

static void setLeast(int file, int bytes)
{
    setsockopt(file, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
}

static void acceptOne(void)
{
    struct sockaddr_storage from = {0};
    socklen_t length = sizeof from;
    int file = accept4(listener, (struct sockaddr *)&from, &length, SOCK_CLOEXEC);
    if (file < 0) return;
    if (waitingCount == MOST_WAITING) dropOfMost();
    struct connection *one = waiting + waitingCount++;
    *one = (struct connection){.file = file, .since = now()};
    if (from.ss_family == AF_INET6) one->address = ((struct sockaddr_in6 *)&from)->sin6_addr;
    else memcpy(&one->address, &((struct sockaddr_in *)&from)->sin_addr, sizeof(struct in_addr));
    setLeast(file, HEAD);
}

/* Looks at what has come; 0 for a connection that is to be closed: the peer has closed it, or says something else. */
static int look(struct connection *one)
{
    unsigned char head[HEAD];
    if (one->isWhole || recv(one->file, head, HEAD, MSG_PEEK | MSG_DONTWAIT) < HEAD || head[0] != ASSOCIATE_RQ) return 0;
    unsigned length = (unsigned)head[2] << 24 | head[3] << 16 | head[4] << 8 | head[5];
    if (length > LONGEST_REQUEST) return 0;
    static char request[HEAD + LONGEST_REQUEST];
    ssize_t whole = HEAD + (ssize_t)length;
    one->isWhole = recv(one->file, request, (size_t)whole, MSG_PEEK | MSG_DONTWAIT) == whole;
    /* poll() says nothing more of it before that has come, or nothing more can. */
    setLeast(one->file, one->isWhole ? 1 : (int)whole);
    int isOver = one->isBegun && !one->isWhole;
    one->isBegun = 1;
    return !isOver;
}

static unsigned long long bytesOf(int file)
{
    struct tcp_info info = {0};
    socklen_t length = sizeof info;
    getsockopt(file, IPPROTO_TCP, TCP_INFO, &info, &length);
    return info.tcpi_bytes_received;
}

/* Hands a connection on. A file of its own stays here, so that it can be ended whatever Orthanc does with the other. */
static void handOn(int at)
{
    struct connection *one = associations + associationCount;
    *one = waiting[at];
    one->orthancs = fcntl(one->file, F_DUPFD_CLOEXEC, 0);
    if (one->orthancs < 0 || one->orthancs >= MOST_FILES) {
        if (one->orthancs >= 0) close(one->orthancs);
        drop(waiting, &waitingCount, at);
        return;
    }
    one->since = now();
    associationCount += 1;
    waitingCount -= 1;
    memmove(waiting + at, waiting + at + 1, (size_t)(waitingCount - at) * sizeof *waiting);
    static unsigned number;
    if (++number == 0) number = 1;
    one->number = held[one->orthancs] = number;
    if (send(ownEnd, &one->orthancs, sizeof one->orthancs, MSG_NOSIGNAL) < 0) close(one->orthancs);
}

static void serve(void)
{
    for (int at = 0; at < associationCount;) {
        if (held[associations[at].orthancs] == associations[at].number) at++;
        else drop(associations, &associationCount, at);
    }
    for (int at = 0; at < waitingCount && associationCount < MOST_ASSOCIATIONS;) {
        if (waiting[at].isWhole && countOf(associations, associationCount, waiting + at) < MOST_OF_ADDRESS) handOn(at);
        else at++;
    }
}

static void endLate(void)
{
    for (int at = 0; at < waitingCount;) {
        if (waiting[at].isWhole || now() - waiting[at].since < REQUEST_SECONDS) at++;
        else drop(waiting, &waitingCount, at);
    }
    for (int at = 0; at < associationCount; at++) {
        struct connection *one = associations + at;
        if (now() - one->since < SPAN_SECONDS) continue;
        unsigned long long bytes = bytesOf(one->file), come = bytes - one->bytes;
        /* Nothing at all is DicomScpTimeout's, or Orthanc is at work. */
        one->slow = come > 0 && come < LEAST_OF_SPAN ? one->slow + 1 : 0;
        if (one->slow >= MOST_SLOW_SPANS) shutdown(one->file, SHUT_RDWR);
        one->bytes = bytes;
        one->since = now();
    }
}

static void *door(void *nothing)
{
    struct pollfd files[3 + MOST_WAITING];
    for (;;) {
        files[0] = (struct pollfd){.fd = listener, .events = POLLIN};
        files[1] = (struct pollfd){.fd = bell[0], .events = POLLIN};
        files[2] = (struct pollfd){.fd = ownEnd};
        int count = waitingCount;
        for (int at = 0; at < count; at++)
            files[3 + at] = (struct pollfd){.fd = waiting[at].file, .events = waiting[at].isWhole ? POLLRDHUP : POLLIN};
        poll(files, (nfds_t)(3 + count), 1000);
        if (files[2].revents) break;
        char rung[64];
        if (files[1].revents && read(bell[0], rung, sizeof rung) < 0) continue;
        for (int at = count - 1; at >= 0; at--)
            if (files[3 + at].revents && !look(waiting + at)) drop(waiting, &waitingCount, at);
        if (files[0].revents) acceptOne();
        serve();
        endLate();
    }
    /* Orthanc ends its DICOM server. */
    while (waitingCount > 0) drop(waiting, &waitingCount, 0);
    while (associationCount > 0) drop(associations, &associationCount, 0);
    close(listener);
    close(ownEnd);
    return nothing;
}

static int startDoor(int file)
{
    int pair[2];
    pthread_t thread;
    sigset_t all, before;
    if ((bell[1] == 0 && pipe2(bell, O_CLOEXEC | O_NONBLOCK) < 0) || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
        return -1;
    listener = fcntl(file, F_DUPFD_CLOEXEC, 0);
    ownEnd = pair[1];
    if (listener < 0 || dup3(pair[0], file, O_CLOEXEC) < 0) return -1;
    close(pair[0]);
    orthancsEnd = file;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&thread, NULL, door, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failure == 0) pthread_detach(thread);
    return failure == 0 ? 0 : -1;
}

int listen(int file, int backlog)
{
    int (*next)(int, int) = dlsym(RTLD_NEXT, "listen");
    struct sockaddr_in6 own = {0};
    socklen_t length = sizeof own;
    int failure = next(file, backlog);
    if (failure != 0 || getsockname(file, (struct sockaddr *)&own, &length) != 0) return failure;
    /* The port stands in the same place in both families. */
    int isIp = own.sin6_family == AF_INET || own.sin6_family == AF_INET6;
    return isIp && ntohs(own.sin6_port) == PORT ? startDoor(file) : 0;
}

int accept(int file, struct sockaddr *from, socklen_t *length)
{
    static int (*next)(int, struct sockaddr *, socklen_t *);
    if (next == NULL) next = dlsym(RTLD_NEXT, "accept");
    if (file != orthancsEnd) return next(file, from, length);
    int given;
    if (recv(file, &given, sizeof given, 0) != sizeof given) {
        errno = ECONNABORTED;
        return -1;
    }
    /* One that is gone already has no address; Orthanc sees that when it reads. */
    if (from != NULL && getpeername(given, from, length) != 0) memset(from, 0, *length);
    return given;
}

int close(int file)
{
    static int (*next)(int);
    if (next == NULL) next = dlsym(RTLD_NEXT, "close");
    if (file >= 0 && file == orthancsEnd) orthancsEnd = -1;
    int wasHeld = file >= 0 && file < MOST_FILES && atomic_exchange(&held[file], 0) != 0;
    int failure = next(file), reason = errno;
    if (wasHeld && write(bell[1], "", 1) < 0) errno = reason;
    errno = reason;
    return failure;
}
