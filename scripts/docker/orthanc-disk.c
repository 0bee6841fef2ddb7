/* A plugin of Orthanc's that says how much room there is for what it stores (docs/adr/0034-room-of-the-archive.md): no
   other container sees the archive's volume, and Orthanc itself does not tell.

       GET /collimator/disk -> {"Free": bytes, "Size": bytes, "Refused": whether something had no room just now}

   It is asked by the gateway, and by the hooks in lua-src/orthanc before they take an object. And it says how much of it
   has to be left. */
#include <orthanc/OrthancCPlugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "archive-room.h"

/* Longer than a sender waits for its answer once its object has been refused. */
#define JUST_NOW 5
#define LEAST "\"ArchiveMinFree\""

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
    unsigned long long size = disk.f_blocks * (unsigned long long)disk.f_frsize;
    snprintf(text, sizeof text, "{\"Free\": %llu, \"Size\": %llu, \"Refused\": %s}", free_bytes(&disk), size,
             archive_refused(JUST_NOW) ? "true" : "false");
    OrthancPluginAnswerBuffer(orthanc, output, text, (uint32_t)strlen(text), "application/json");
    return OrthancPluginErrorCode_Success;
}

int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    orthanc = context;
    if (OrthancPluginCheckVersion(context) == 0) return -1;
    char *configuration = OrthancPluginGetConfiguration(context);
    const char *least = configuration == NULL ? NULL : strstr(configuration, LEAST);
    if (least != NULL) archive_leave_room(strtoull(least + strlen(LEAST) + strspn(least + strlen(LEAST), " :"), NULL, 10));
    OrthancPluginFreeString(context, configuration);
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
