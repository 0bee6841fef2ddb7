/* A plugin of Orthanc's that says how much room there is for what it stores (docs/adr/0034-room-of-the-archive.md): no
   other container sees the archive's volume, and Orthanc itself does not tell.

       GET /collimator/disk -> {"Free": bytes, "Size": bytes}

   It is asked by the gateway, and by the hooks in lua-src/orthanc before they take an object. */
#include <orthanc/OrthancCPlugin.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

/* StorageDirectory and IndexDirectory of orthanc/orthanc.json. */
#define STORAGE "/archive"

static OrthancPluginContext *orthanc;

static OrthancPluginErrorCode answer(OrthancPluginRestOutput *output, const char *url, const OrthancPluginHttpRequest *request)
{
    struct statvfs disk;
    char text[100];
    (void)url;
    if (request->method != OrthancPluginHttpMethod_Get) {
        OrthancPluginSendMethodNotAllowed(orthanc, output, "GET");
        return OrthancPluginErrorCode_Success;
    }
    if (statvfs(STORAGE, &disk) != 0) return OrthancPluginErrorCode_Plugin;
    /* Some file systems can have no more files although they have room for bytes. */
    int has_names = disk.f_files == 0 || disk.f_favail > 0;
    unsigned long long unit = disk.f_frsize, free = has_names ? disk.f_bavail * unit : 0;
    snprintf(text, sizeof text, "{\"Free\": %llu, \"Size\": %llu}", free, disk.f_blocks * unit);
    OrthancPluginAnswerBuffer(orthanc, output, text, (uint32_t)strlen(text), "application/json");
    return OrthancPluginErrorCode_Success;
}

int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    orthanc = context;
    if (OrthancPluginCheckVersion(context) == 0) return -1;
    OrthancPluginRegisterRestCallbackNoLock(context, "/collimator/disk", answer);
    return 0;
}

void OrthancPluginFinalize(void) {}

const char *OrthancPluginGetName(void)
{
    return "collimator-disk";
}

const char *OrthancPluginGetVersion(void)
{
    return "1";
}
