/* A plugin around Orthanc's plugin GDCM, which decodes JPEG 2000: whatever a picture makes of GDCM happens in a process of
   its own (docs/adr/0036-pictures-are-decoded-apart.md). GDCM ends its process by an assertion wherever a code stream is
   another picture than its header says. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AROUND "/usr/share/orthanc/plugins/libOrthancGdcm.so"
#include "around-plugin.h"

/* Pictures at once: more than one person's requests (lua-src/gateway/queue/kinds.ts), so that another person's picture waits
   behind nobody's here. They share the processors; those of large files give way to small ones and to Orthanc. */
#define AT_ONCE 32
#define LARGE_BYTES (256 << 10)
#define NICE_OF_LARGE 10
/* Of a processor's time. */
#define SECONDS 20
/* In all: less than anybody waits for the archive (nginx/servers/inner-archive.conf). */
#define ALL_SECONDS 40
/* What one may take beside the memory that it shares with Orthanc: by the size that the header tells, and no more than that. */
#define LEAST_MEMORY ((uint64_t)128 << 20)
#define MEMORY ((uint64_t)2 << 30)
#define BYTES_A_SAMPLE 20
/* All of them together: half of the container's memory, of which those that need much leave a quarter to the others. */
#define MUCH ((uint64_t)200 << 20)
#define ADDRESSES_BESIDE ((uint64_t)1792 << 20)
/* Where the child writes. */
#define OUTPUT 3

/* What the child says first: its error code, then the picture's shape, or the bytes of a file in `size`. */
struct head {
    int32_t code;
    uint32_t format, width, height, pitch, size;
};

struct child {
    pid_t pid;
    uint64_t memory;
    int input;
    struct timespec end;
};

static OrthancPluginDecodeImageCallback decode;
static OrthancPluginTranscoderCallback transcode;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given = PTHREAD_COND_INITIALIZER;
static uint64_t taken, all_memory;
static int running;
static int is_child;

/* The child has the memory of its parent and nothing else: no connection, no file, no other thread. */
static void settle(int output, uint64_t size, uint64_t most_memory)
{
    struct rlimit memory, time = {SECONDS, SECONDS}, none = {0, 0};
    FILE *pages = fopen("/proc/self/statm", "r");
    unsigned long used = 0;
    is_child = 1;
    if (pages == NULL || fscanf(pages, "%lu", &used) != 1 || getrlimit(RLIMIT_AS, &memory) != 0) _exit(1);
    rlim_t most = most_memory + used * (rlim_t)sysconf(_SC_PAGESIZE);
    if (memory.rlim_cur == RLIM_INFINITY || memory.rlim_cur > most) memory.rlim_cur = most;
    if (setrlimit(RLIMIT_AS, &memory) != 0 || setrlimit(RLIMIT_CORE, &none) != 0) _exit(1);
    if (setrlimit(RLIMIT_CPU, &time) != 0 || setpriority(PRIO_PROCESS, 0, size < LARGE_BYTES ? 0 : NICE_OF_LARGE) != 0) _exit(1);
    /* Where the container has no more memory, this one ends, and not the archive. */
    int score = open("/proc/self/oom_score_adj", O_WRONLY);
    if (score >= 0 && write(score, "1000", 4) != 4) _exit(1);
    if (dup2(output, OUTPUT) < 0) _exit(1);
    close_range(OUTPUT + 1, ~0U, 0);
}

/* The largest value that a file has of an attribute of group 0028, in Explicit VR Little Endian as JPEG 2000 has it. */
static uint64_t largest(const char *file, uint64_t size, char element, uint64_t least)
{
    const char wanted[] = {0x28, 0, element, 0, 'U', 'S', 2, 0};
    const char *at = file, *end = file + size;
    while ((at = memmem(at, (size_t)(end - at), wanted, sizeof wanted)) != NULL && end - at >= 10) {
        uint64_t value = (unsigned char)at[8] | (uint64_t)(unsigned char)at[9] << 8;
        if (value > least) least = value;
        at += 10;
    }
    return least;
}

/* How many frames a file has, by its header. */
static uint64_t frames_of(const char *file, uint64_t size)
{
    const char wanted[] = {0x28, 0, 0x08, 0, 'I', 'S'};
    const char *at = memmem(file, size, wanted, sizeof wanted);
    char digits[13] = "";
    if (at == NULL || file + size - at < 20) return 1;
    memcpy(digits, at + 8, sizeof digits - 1);
    uint64_t frames = strtoul(digits, NULL, 10);
    return frames < 1 ? 1 : frames;
}

static uint64_t memory_for(const void *file, uint64_t size, uint64_t frames)
{
    uint64_t samples = largest(file, size, 0x10, 1) * largest(file, size, 0x11, 1) * largest(file, size, 0x02, 1);
    uint64_t memory = LEAST_MEMORY + 2 * size, most = all_memory / 4 * 3 < MEMORY ? all_memory / 4 * 3 : MEMORY;
    if (frames > most / samples / BYTES_A_SAMPLE) return most;
    memory += samples * frames * BYTES_A_SAMPLE;
    return memory < most ? memory : most;
}

/* Whether there is a place by then, and the memory for it. */
static int enter(uint64_t memory, const struct timespec *end)
{
    uint64_t most = memory > MUCH ? all_memory / 4 * 3 : all_memory;
    int failure = 0;
    pthread_mutex_lock(&lock);
    while (failure == 0 && running > 0 && (running >= AT_ONCE || taken + memory > most)) {
        failure = pthread_cond_clockwait(&given, &lock, CLOCK_MONOTONIC, end);
    }
    if (failure == 0) {
        running += 1;
        taken += memory;
    }
    pthread_mutex_unlock(&lock);
    return failure == 0;
}

static void leave(uint64_t memory)
{
    pthread_mutex_lock(&lock);
    running -= 1;
    taken -= memory;
    pthread_cond_broadcast(&given);
    pthread_mutex_unlock(&lock);
}

/* 0 in the child, 1 in the parent, -1 where there is no child. */
static int begin(struct child *child, const void *file, uint64_t size, uint64_t frames)
{
    int ends[2];
    clock_gettime(CLOCK_MONOTONIC, &child->end);
    child->end.tv_sec += ALL_SECONDS;
    child->memory = memory_for(file, size, frames);
    if (!enter(child->memory, &child->end)) return -1;
    if (pipe2(ends, O_CLOEXEC) != 0) goto failed;
    child->pid = fork();
    if (child->pid == 0) {
        settle(ends[1], size, child->memory);
        return 0;
    }
    close(ends[1]);
    if (child->pid > 0) {
        child->input = ends[0];
        return 1;
    }
    close(ends[0]);
failed:
    leave(child->memory);
    return -1;
}

static void finish(struct child *child)
{
    close(child->input);
    kill(child->pid, SIGKILL);
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
    leave(child->memory);
}

/* Whether so many bytes have come in time. */
static int take(struct child *child, void *target, size_t bytes)
{
    char *at = target;
    while (bytes > 0) {
        struct timespec now;
        struct pollfd input = {child->input, POLLIN, 0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec >= child->end.tv_sec) return 0;
        if (poll(&input, 1, 1000) < 1) continue;
        ssize_t got = read(child->input, at, bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return 0;
        at += got;
        bytes -= (size_t)got;
    }
    return 1;
}

static void give(const void *source, size_t bytes)
{
    const char *at = source;
    while (bytes > 0) {
        ssize_t given = write(OUTPUT, at, bytes);
        if (given <= 0) _exit(1);
        at += given;
        bytes -= (size_t)given;
    }
}

static OrthancPluginErrorCode broken(void)
{
    OrthancPluginLogError(orthanc, "A picture has ended its decoder, or took too long");
    return OrthancPluginErrorCode_BadFileFormat;
}

static void give_picture(OrthancPluginErrorCode code, OrthancPluginImage *image)
{
    struct head head = {code, 0, 0, 0, 0, 0};
    if (code == OrthancPluginErrorCode_Success) {
        head.format = OrthancPluginGetImagePixelFormat(orthanc, image);
        head.width = OrthancPluginGetImageWidth(orthanc, image);
        head.height = OrthancPluginGetImageHeight(orthanc, image);
        head.pitch = OrthancPluginGetImagePitch(orthanc, image);
    }
    give(&head, sizeof head);
    if (head.height > 0) give(OrthancPluginGetImageBuffer(orthanc, image), (size_t)head.pitch * head.height);
    _exit(0);
}

static OrthancPluginErrorCode take_picture(struct child *child, OrthancPluginImage **target)
{
    struct head head;
    if (!take(child, &head, sizeof head)) return broken();
    if (head.code != OrthancPluginErrorCode_Success) return head.code;
    OrthancPluginImage *image = OrthancPluginCreateImage(orthanc, head.format, head.width, head.height);
    if (image == NULL) return OrthancPluginErrorCode_NotEnoughMemory;
    /* A picture of the same shape has the same pitch. */
    if (OrthancPluginGetImagePitch(orthanc, image) != head.pitch ||
        !take(child, OrthancPluginGetImageBuffer(orthanc, image), (size_t)head.pitch * head.height)) {
        OrthancPluginFreeImage(orthanc, image);
        return broken();
    }
    *target = image;
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode decode_apart(OrthancPluginImage **target, const void *dicom, const uint32_t size, uint32_t frame)
{
    struct child child;
    int side = begin(&child, dicom, size, 1);
    if (side < 0) return OrthancPluginErrorCode_NotEnoughMemory;
    if (side == 0) {
        OrthancPluginImage *image = NULL;
        OrthancPluginErrorCode code = decode(&image, dicom, size, frame);
        give_picture(image == NULL && code == OrthancPluginErrorCode_Success ? OrthancPluginErrorCode_BadFileFormat : code, image);
    }
    OrthancPluginErrorCode code = take_picture(&child, target);
    finish(&child);
    return code;
}

static OrthancPluginErrorCode take_file(struct child *child, OrthancPluginMemoryBuffer *target)
{
    struct head head;
    if (!take(child, &head, sizeof head)) return broken();
    if (head.code != OrthancPluginErrorCode_Success) return head.code;
    OrthancPluginErrorCode code = OrthancPluginCreateMemoryBuffer(orthanc, target, head.size);
    if (code != OrthancPluginErrorCode_Success) return code;
    if (take(child, target->data, head.size)) return OrthancPluginErrorCode_Success;
    OrthancPluginFreeMemoryBuffer(orthanc, target);
    return broken();
}

static OrthancPluginErrorCode transcode_apart(OrthancPluginMemoryBuffer *target, const void *file, uint64_t size,
                                              const char *const *syntaxes, uint32_t count, uint8_t allow_new_uid)
{
    struct child child;
    int side = begin(&child, file, size, frames_of(file, size));
    if (side < 0) return OrthancPluginErrorCode_NotEnoughMemory;
    if (side == 0) {
        OrthancPluginMemoryBuffer made = {NULL, 0};
        struct head head = {transcode(&made, file, size, syntaxes, count, allow_new_uid), 0, 0, 0, 0, made.size};
        head.size = made.size;
        give(&head, sizeof head);
        if (head.code == OrthancPluginErrorCode_Success) give(made.data, made.size);
        _exit(0);
    }
    OrthancPluginErrorCode code = take_file(&child, target);
    finish(&child);
    return code;
}

/* What GDCM's plugin asks of Orthanc: its two callbacks are kept here, and those above take their places. */
static OrthancPluginErrorCode invoke(OrthancPluginContext *context, _OrthancPluginService service, const void *given)
{
    (void)context;
    if (service == _OrthancPluginService_RegisterDecodeImageCallback) {
        decode = ((const _OrthancPluginDecodeImageCallback *)given)->callback;
        return OrthancPluginRegisterDecodeImageCallback(orthanc, decode_apart);
    }
    if (service == _OrthancPluginService_RegisterTranscoderCallback) {
        transcode = ((const _OrthancPluginTranscoderCallback *)given)->callback;
        return OrthancPluginRegisterTranscoderCallback(orthanc, transcode_apart);
    }
    /* Another thread may have held the log when the child began, and will not give it back there. */
    if (is_child && (service == _OrthancPluginService_LogInfo || service == _OrthancPluginService_LogWarning ||
                     service == _OrthancPluginService_LogError || service == _OrthancPluginService_LogMessage)) {
        return OrthancPluginErrorCode_Success;
    }
    return orthanc->InvokeService(orthanc, service, given);
}

ORTHANC_PLUGINS_API int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    struct rlimit addresses;
    if (getrlimit(RLIMIT_AS, &addresses) != 0) return -1;
    int is_bound = addresses.rlim_cur != RLIM_INFINITY && addresses.rlim_cur > 2 * ADDRESSES_BESIDE;
    all_memory = is_bound ? (addresses.rlim_cur - ADDRESSES_BESIDE) / 2 : MEMORY;
    return initialize_inner(context);
}
