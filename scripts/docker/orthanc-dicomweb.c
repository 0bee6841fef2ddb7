/* A plugin around Orthanc's plugin for DICOMweb, which writes down the metadata of a series when they are first asked for,
   and when the series has become stable. On a disk without room for that it is left out, so that reading uses up nothing
   of what the archive leaves free (docs/adr/0034-room-of-the-archive.md): they are made again each time. */
#include <fnmatch.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include "archive-room.h"

#define AROUND "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
#include "around-plugin.h"

/* SERIES_METADATA_ATTACHMENT_ID in its source. */
#define METADATA "/series/*/attachments/4301"
#define LOG_SECONDS 60

/* Once in a while. */
static void tell(void)
{
    static atomic_long told_at = -LOG_SECONDS;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long last = atomic_load(&told_at);
    if (now.tv_sec - last < LOG_SECONDS || !atomic_compare_exchange_strong(&told_at, &last, now.tv_sec)) return;
    OrthancPluginLogWarning(orthanc, "metadata of series are not kept: the archive's disk has no room above ARCHIVE_MIN_FREE");
}

static OrthancPluginErrorCode give_nothing(OrthancPluginMemoryBuffer *target)
{
    OrthancPluginErrorCode code = OrthancPluginCreateMemoryBuffer(orthanc, target, 2);
    if (code == OrthancPluginErrorCode_Success) memcpy(target->data, "{}", 2);
    return code;
}

/* The plugin has the metadata at hand, and goes on when it is answered as Orthanc answers. */
static OrthancPluginErrorCode keep(const _OrthancPluginCallRestApi *call)
{
    OrthancPluginErrorCode code = OrthancPluginErrorCode_FullStorage;
    if (archive_has_room(call->bodySize)) code = orthanc->InvokeService(orthanc, _OrthancPluginService_CallRestApi, call);
    if (code == OrthancPluginErrorCode_Success || code == OrthancPluginErrorCode_UnknownResource) return code;
    tell();
    *call->httpStatus = 200;
    code = give_nothing(call->answerBody);
    return code == OrthancPluginErrorCode_Success && call->answerHeaders != NULL ? give_nothing(call->answerHeaders) : code;
}

static OrthancPluginErrorCode invoke(OrthancPluginContext *context, _OrthancPluginService service, const void *given)
{
    const _OrthancPluginCallRestApi *call = given;
    (void)context;
    if (service == _OrthancPluginService_CallRestApi && call->method == OrthancPluginHttpMethod_Put &&
        fnmatch(METADATA, call->uri, FNM_PATHNAME) == 0) {
        return keep(call);
    }
    return orthanc->InvokeService(orthanc, service, given);
}

ORTHANC_PLUGINS_API int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    return initialize_inner(context);
}
