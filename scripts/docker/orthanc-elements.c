/* A plugin of Orthanc's that counts what a file holds, however it has come: Orthanc takes some 3 kB for each element when
   it tells of it in JSON or XML, and a file has room for one in eight bytes. The number of an instance of many is its
   metadata `Elements` (orthanc/orthanc.json), which the gateway reads with the sizes of files
   (lua-src/gateway/archive/read-sizes.ts). It is written before the sender has its answer. */
#include <orthanc/OrthancCPlugin.h>
#include <stdio.h>
#include "data-set.h"

/* Instances of fewer have no number. */
#define LEAST_ELEMENTS 5000
/* So many values of an element beyond its first one count as an element (150 bytes each), and so many characters of JSON
   (6.7 bytes each). */
#define VALUES_OF_ELEMENT 20
#define CHARACTERS_OF_ELEMENT 450

static OrthancPluginContext *orthanc;

/* How many elements and items a file holds, and how many more its values come to. */
static uint64_t elements_of(const uint8_t *file, size_t size)
{
    struct walk walk = {.at = NULL};
    uint8_t *made = NULL;
    walk_over(&walk, &made, file, size);
    free(made);
    return walk.elements + walk.values / VALUES_OF_ELEMENT + walk.characters / CHARACTERS_OF_ELEMENT;
}

static OrthancPluginErrorCode stored(const OrthancPluginDicomInstance *instance, const char *id)
{
    const void *data = OrthancPluginGetInstanceData(orthanc, instance);
    int64_t size = OrthancPluginGetInstanceSize(orthanc, instance);
    uint64_t elements = data == NULL || size < 0 ? 0 : elements_of(data, (size_t)size);
    OrthancPluginMemoryBuffer answer;
    char path[128], number[32];
    if (elements < LEAST_ELEMENTS) return OrthancPluginErrorCode_Success;
    snprintf(path, sizeof path, "/instances/%s/metadata/Elements", id);
    snprintf(number, sizeof number, "%llu", (unsigned long long)elements);
    if (OrthancPluginRestApiPut(orthanc, &answer, path, number, (uint32_t)strlen(number)) == OrthancPluginErrorCode_Success) {
        OrthancPluginFreeMemoryBuffer(orthanc, &answer);
    } else {
        OrthancPluginLogError(orthanc, "how many elements an instance has could not be noted");
    }
    /* It is stored all the same. */
    return OrthancPluginErrorCode_Success;
}

int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    orthanc = context;
    if (OrthancPluginCheckVersion(context) == 0) return -1;
    OrthancPluginRegisterOnStoredInstanceCallback(context, stored);
    return 0;
}

void OrthancPluginFinalize(void) {}

const char *OrthancPluginGetName(void)
{
    return "collimator-elements";
}

const char *OrthancPluginGetVersion(void)
{
    return "1";
}
