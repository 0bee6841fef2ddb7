/* A plugin of Orthanc's that looks at what has come before Orthanc does.

   What comes by C-STORE has passed no door: Orthanc makes a Lua table of all of an object's tags for its hooks, under one
   lock, and JSON of its text, of which it can make no more than so much. And it says "success" to one whose SOP Instance UID
   it has, whatever is in it, and keeps none of that. In place of such an object Orthanc gets one that says what is wrong;
   the hook that decides about C-STORE refuses that (lua-src/orthanc/received.ts), and so the sender is told.

   What comes by HTTP the gateway has looked at. It asks whether an object that is there is the one that it has, since by
   C-STORE only the data set of a file comes:

       POST /collimator/compare/{id}, a file -> {"Same": true}

   And it asks what C-STORE has refused, which no gateway sees. The hook counts that in a file (lua-src/orthanc/refusals.ts):

       GET /collimator/refused -> a line for each reason: its name, how often, how often without a line in the log */
#include <orthanc/OrthancCPlugin.h>
#include <stdio.h>
#include "data-set.h"

/* SOP Instance UID of the object in place of one that is refused. */
#define REFUSED "2.25.188374073512223705517719999627836334574"
#define COUNTS "/tmp/refused-by-c-store"
/* Each of the reasons has a line of less than a tenth of that. */
#define MOST_COUNTS 1024

static OrthancPluginContext *orthanc;
/* Whether what is there stays. */
static int is_keeping;

/* Writes an element of a short VR in Explicit VR Little Endian; values of odd length get one byte more. */
static uint8_t *put(uint8_t *at, uint32_t tag, const char *vr, const char *value)
{
    size_t bytes = strlen(value), even = bytes + bytes % 2;
    uint8_t head[] = {tag >> 16 & 255, tag >> 24, tag & 255, tag >> 8 & 255, (uint8_t)vr[0], (uint8_t)vr[1], even & 255, 0};
    memcpy(at, head, sizeof head);
    memcpy(at + sizeof head, value, bytes);
    if (even > bytes) at[sizeof head + bytes] = strcmp(vr, "UI") == 0 ? 0 : ' ';
    return at + sizeof head + even;
}

/* The object in place of another one: its patient is the fault, its study the other's SOP Instance UID. */
static size_t refusal(uint8_t *file, const char *fault, const char *uid)
{
    static const uint8_t meta[] = "\x02\x00\x00\x00UL\x04\x00\x1c\x00\x00\x00";
    memset(file, 0, 128);
    memcpy(file + 128, "DICM", 4);
    memcpy(file + 132, meta, 12);
    uint8_t *at = put(file + 144, TRANSFER_SYNTAX_UID, "UI", "1.2.840.10008.1.2.1");
    at = put(at, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7");
    at = put(at, SOP_INSTANCE_UID, "UI", REFUSED);
    at = put(at, 0x00100020, "LO", fault);
    at = put(at, 0x0020000d, "UI", uid);
    at = put(at, 0x0020000e, "UI", REFUSED);
    return (size_t)(at - file);
}

/* Whether an object and the one that the archive calls so are the same; undefined, as -1, where that can't be told.
   Without memory for that it is the fault of `walk`. */
static int compare(struct walk *walk, const char *id, int is_of_same_series)
{
    OrthancPluginMemoryBuffer file = {NULL, 0};
    struct walk stored = {.is_listed = 1};
    uint8_t *made = NULL;
    if (OrthancPluginGetDicomForInstance(orthanc, &file, id) != OrthancPluginErrorCode_Success) return -1;
    int same = walk_over(&stored, &made, file.data, file.size) ? is_same(walk, &stored) : -1;
    /* What belongs to another patient, study or series is refused for that. */
    for (int name = PATIENT; name <= SERIES && is_of_same_series; name += 1) {
        if (strcmp(walk->names[name], stored.names[name]) != 0) same = -1;
    }
    if (stored.fault == NO_MEMORY) walk->fault = NO_MEMORY;
    free(stored.pieces);
    free(made);
    OrthancPluginFreeMemoryBuffer(orthanc, &file);
    return same;
}

/* Whether one of an object's names, padded or not, is a UID, if a strange one. */
static int is_uid(const char name[65])
{
    size_t length = strspn(name, "0123456789. ");
    if (strcspn(name, "0123456789") >= length) return 0;
    while (length < 65 && name[length] == 0) length += 1;
    return length == 65;
}

/* What is wrong with an object that has come by C-STORE; NULL where nothing is, or where only Orthanc can tell. `uid`: what
   it is called, for whoever is told. */
static const char *fault_of(const uint8_t *file, size_t size, char *uid)
{
    struct walk walk = {.at = NULL};
    uint8_t *made = NULL;
    int is_read = walk_over(&walk, &made, file, size);
    free(made);
    /* What stands in front of its UID may be at fault; Orthanc takes no study without one. */
    const char *own = walk.names[SOP_INSTANCE], *other = walk.names[MEDIA_STORAGE_INSTANCE];
    strcpy(uid, is_uid(own) ? own : is_uid(other) ? other : "0");
    /* Orthanc strikes out escape sequences: it would look for another UID than is looked for here. */
    if (is_read && !is_uid(own)) return "malformed";
    if (!is_read || !is_keeping) return walk.fault;
    char *id = OrthancPluginLookupInstance(orthanc, uid);
    if (id == NULL) return NULL;
    struct walk listed = {.is_listed = 1};
    int same = walk_over(&listed, &made, file, size) ? compare(&listed, id, 1) : -1;
    free(listed.pieces);
    free(made);
    OrthancPluginFreeString(orthanc, id);
    return same == 0 ? "different-content" : listed.fault;
}

static OrthancPluginReceivedInstanceAction received(OrthancPluginMemoryBuffer64 *target, const void *file, uint64_t size,
                                                    OrthancPluginInstanceOrigin origin)
{
    char uid[65] = "";
    uint8_t made[1024];
    if (origin != OrthancPluginInstanceOrigin_DicomProtocol) return OrthancPluginReceivedInstanceAction_KeepAsIs;
    const char *fault = fault_of(file, size, uid);
    if (fault == NULL) return OrthancPluginReceivedInstanceAction_KeepAsIs;
    size_t length = fault == NO_MEMORY ? 0 : refusal(made, fault, uid);
    if (length == 0 || OrthancPluginCreateMemoryBuffer64(orthanc, target, length) != OrthancPluginErrorCode_Success) {
        /* An error, where "discard" would be a success to the sender. */
        return _OrthancPluginReceivedInstanceAction_INTERNAL;
    }
    memcpy(target->data, made, length);
    return OrthancPluginReceivedInstanceAction_Modify;
}

static OrthancPluginErrorCode answer(OrthancPluginRestOutput *output, const char *url, const OrthancPluginHttpRequest *request)
{
    struct walk walk = {.is_listed = 1};
    uint8_t *made = NULL;
    (void)url;
    if (request->method != OrthancPluginHttpMethod_Post) {
        OrthancPluginSendMethodNotAllowed(orthanc, output, "POST");
        return OrthancPluginErrorCode_Success;
    }
    int same = walk_over(&walk, &made, request->body, request->bodySize) ? compare(&walk, request->groups[0], 0) : -1;
    free(walk.pieces);
    free(made);
    if (walk.fault == NO_MEMORY) return OrthancPluginErrorCode_NotEnoughMemory;
    if (same < 0) return OrthancPluginErrorCode_UnknownResource;
    const char *text = same ? "{\"Same\": true}" : "{\"Same\": false}";
    OrthancPluginAnswerBuffer(orthanc, output, text, (uint32_t)strlen(text), "application/json");
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode answer_refused(OrthancPluginRestOutput *output, const char *url,
                                             const OrthancPluginHttpRequest *request)
{
    char text[MOST_COUNTS];
    (void)url;
    if (request->method != OrthancPluginHttpMethod_Get) {
        OrthancPluginSendMethodNotAllowed(orthanc, output, "GET");
        return OrthancPluginErrorCode_Success;
    }
    /* Without a file nothing has been refused since the start: an empty line. */
    FILE *file = fopen(COUNTS, "r");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file != NULL) fclose(file);
    if (length == 0) text[length++] = '\n';
    OrthancPluginAnswerBuffer(orthanc, output, text, (uint32_t)length, "text/plain");
    return OrthancPluginErrorCode_Success;
}

/* Whether OverwriteInstances, which has false or "Never" where it is not set, says so. */
static int is_kept_by(const char *configuration)
{
    static const char name[] = "\"OverwriteInstances\"";
    const char *at = configuration == NULL ? NULL : strstr(configuration, name);
    if (at == NULL) return 1;
    at += strlen(name);
    at += strspn(at, " :");
    return strncmp(at, "false", 5) == 0 || strncmp(at, "\"Never\"", 7) == 0;
}

int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    orthanc = context;
    if (OrthancPluginCheckVersion(context) == 0) return -1;
    char *configuration = OrthancPluginGetConfiguration(context);
    is_keeping = is_kept_by(configuration);
    OrthancPluginFreeString(context, configuration);
    OrthancPluginRegisterReceivedInstanceCallback(context, received);
    OrthancPluginRegisterRestCallbackNoLock(context, "/collimator/compare/([0-9a-f-]+)", answer);
    OrthancPluginRegisterRestCallbackNoLock(context, "/collimator/refused", answer_refused);
    return 0;
}

void OrthancPluginFinalize(void) {}

const char *OrthancPluginGetName(void)
{
    return "collimator-received";
}

const char *OrthancPluginGetVersion(void)
{
    return "1";
}
