/* A plugin of Orthanc's that counts what a file holds, however it has come: Orthanc takes some 3 kB for each element when
   it tells of it in JSON or XML, and a file has room for one in eight bytes. The number of an instance of many is its
   metadata `Elements` (orthanc/orthanc.json), which the gateway reads with the sizes of files
   (lua-src/gateway/archive/read-sizes.ts). It is written before the sender has its answer.

   Whatever Orthanc stores it has parsed; so this only follows heads from one to the next, into sequences and items, and
   needs to remember nothing of what is around them. Nothing is read outside of the file. */
#include <orthanc/OrthancCPlugin.h>
#include <stdio.h>
#include <string.h>

/* Instances of fewer have no number. */
#define LEAST_ELEMENTS 5000
/* So many values of an element beyond its first one count as an element (150 bytes each), and so many characters of JSON
   (6.7 bytes each). */
#define VALUES_OF_ELEMENT 20
#define CHARACTERS_OF_ELEMENT 450

#define UNDEFINED 0xffffffffu
#define ITEM 0xfffee000u
#define SEQUENCE_DELIMITER 0xfffee0ddu
#define TRANSFER_SYNTAX 0x00020010u
#define PIXEL_DATA 0x7fe00010u
#define VR(a, b) ((unsigned)(a) << 8 | (unsigned)(b))

static OrthancPluginContext *orthanc;

struct walk {
    const uint8_t *data;
    uint64_t size, at;
    int has_vr, is_big;
    /* Sequences and items without a length that are open in an element of VR UN: there, no element has a VR (PS3.5,
       section 6.2.2). */
    uint64_t without_vr;
    /* Whether fragments of encapsulated pixels are passed. */
    int in_fragments;
    uint64_t elements, values, characters;
    const uint8_t *syntax;
    uint64_t syntax_length;
};

static unsigned two(const struct walk *walk, uint64_t at)
{
    const uint8_t *p = walk->data + at;
    return walk->is_big && walk->without_vr == 0 ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static uint32_t four(const struct walk *walk, uint64_t at)
{
    uint32_t first = two(walk, at), second = two(walk, at + 2);
    return walk->is_big && walk->without_vr == 0 ? first << 16 | second : second << 16 | first;
}

/* Whether the length of a VR has four bytes; one that is none of the standard's has if it is written like one. */
static int has_long_length(unsigned vr)
{
    switch (vr) {
    case VR('A', 'E'): case VR('A', 'S'): case VR('A', 'T'): case VR('C', 'S'): case VR('D', 'A'): case VR('D', 'S'):
    case VR('D', 'T'): case VR('F', 'L'): case VR('F', 'D'): case VR('I', 'S'): case VR('L', 'O'): case VR('L', 'T'):
    case VR('P', 'N'): case VR('S', 'H'): case VR('S', 'L'): case VR('S', 'S'): case VR('S', 'T'): case VR('T', 'M'):
    case VR('U', 'I'): case VR('U', 'L'): case VR('U', 'S'):
        return 0;
    }
    return vr >> 8 >= 'A' && vr >> 8 <= 'Z' && (vr & 0xff) >= 'A' && (vr & 0xff) <= 'Z';
}

/* What a text becomes in JSON, in characters, and how many values beyond its first one it has. */
static void pass_text(struct walk *walk, const uint8_t *text, uint64_t length, int has_values)
{
    uint64_t backslashes = 0, characters = 0;
    for (uint64_t at = 0; at < length; at += 1) {
        uint8_t byte = text[at];
        backslashes += byte == '\\';
        characters += byte < 0x20 || byte > 0x7e ? 6 : byte == '"' || byte == '\\' ? 2 : 1;
    }
    walk->characters += characters;
    if (has_values) walk->values += backslashes;
}

/* Counts what a value is besides an element. Without a VR it may be text or numbers: but for contours and doses (groups
   3004 and 3006), which are long texts, it counts as both. In private groups Orthanc would have bytes, of which it tells
   nothing. */
static void pass_value(struct walk *walk, uint32_t tag, unsigned vr, const uint8_t *value, uint64_t length)
{
    unsigned group = tag >> 16;
    switch (vr) {
    case VR('O', 'B'): case VR('O', 'D'): case VR('O', 'F'): case VR('O', 'L'): case VR('O', 'V'): case VR('O', 'W'):
    case VR('U', 'N'):
        return;
    case VR('U', 'S'): case VR('S', 'S'):
        walk->values += length / 2;
        return;
    case VR('U', 'L'): case VR('S', 'L'): case VR('F', 'L'): case VR('A', 'T'):
        walk->values += length / 4;
        return;
    case VR('F', 'D'): case VR('S', 'V'): case VR('U', 'V'):
        walk->values += length / 8;
        return;
    case VR('L', 'T'): case VR('S', 'T'): case VR('U', 'T'): case VR('U', 'R'):
        pass_text(walk, value, length, 0);
        return;
    case 0:
        /* Private groups; pixels, overlays, curves, waveforms. */
        if (group % 2 == 1 || group == 0x7fe0 || group >> 8 == 0x60 || group >> 8 == 0x50 || group == 0x5400) return;
        if (group != 0x3004 && group != 0x3006) walk->values += length / 2;
    }
    pass_text(walk, value, length, 1);
}

/* Passes an item, a fragment or a delimiter; 0 where the file ends. */
static int pass_item(struct walk *walk, uint32_t tag)
{
    uint32_t length = four(walk, walk->at + 4);
    walk->at += 8;
    if (tag == ITEM && walk->in_fragments) {
        if (length > walk->size - walk->at) return 0;
        walk->at += length;
    } else if (tag == ITEM) {
        walk->elements += 1;
        if (walk->without_vr > 0 && length == UNDEFINED) walk->without_vr += 1;
    } else {
        if (tag == SEQUENCE_DELIMITER && walk->in_fragments) walk->in_fragments = 0;
        else if (walk->without_vr > 0) walk->without_vr -= 1;
    }
    return 1;
}

/* Passes an element, or only its head if there are others in it; 0 where the file ends. */
static int pass_element(struct walk *walk, uint32_t tag)
{
    int has_vr = walk->has_vr && walk->without_vr == 0;
    unsigned vr = has_vr ? VR(walk->data[walk->at + 4], walk->data[walk->at + 5]) : 0;
    uint32_t length;
    walk->elements += 1;
    if (!has_vr) {
        length = four(walk, walk->at + 4);
        walk->at += 8;
    } else if (!has_long_length(vr)) {
        length = two(walk, walk->at + 6);
        walk->at += 8;
    } else {
        if (walk->size - walk->at < 12) return 0;
        length = four(walk, walk->at + 8);
        walk->at += 12;
    }
    if (length == UNDEFINED) {
        if (vr == VR('O', 'B') || vr == VR('O', 'W') || (vr == 0 && tag == PIXEL_DATA)) walk->in_fragments = 1;
        else if (walk->without_vr > 0 || vr == VR('U', 'N')) walk->without_vr += 1;
        return 1;
    }
    if (vr == VR('S', 'Q')) return 1;
    if (length > walk->size - walk->at) return 0;
    /* Without a VR a sequence is told by its first item. */
    if (vr == 0 && tag != PIXEL_DATA && length >= 8 && four(walk, walk->at) == (ITEM >> 16 | ITEM << 16)) return 1;
    if (tag == TRANSFER_SYNTAX) {
        walk->syntax = walk->data + walk->at;
        walk->syntax_length = length;
    }
    pass_value(walk, tag, vr, walk->data + walk->at, length);
    walk->at += length;
    return 1;
}

/* Walks to the end, or to the first element that is not of group 2. */
static void walk_on(struct walk *walk, int is_meta)
{
    while (walk->size - walk->at >= 8) {
        uint32_t tag = (uint32_t)two(walk, walk->at) << 16 | two(walk, walk->at + 2);
        if (is_meta && tag >> 16 != 2) return;
        if (tag >> 16 == 0xfffe ? !pass_item(walk, tag) : !pass_element(walk, tag)) return;
    }
}

static int is_syntax(const struct walk *walk, const char *uid)
{
    size_t length = strlen(uid);
    return walk->syntax_length >= length && memcmp(walk->syntax, uid, length) == 0
        && (walk->syntax_length == length || walk->syntax[length] == 0 || walk->syntax[length] == ' ');
}

/* How many elements and items a file holds, and how many more its values come to. */
static uint64_t count(const uint8_t *data, uint64_t size)
{
    struct walk walk = {.data = data, .size = size, .at = 132, .has_vr = 1};
    if (size < 132 || memcmp(data + 128, "DICM", 4) != 0) return 0;
    walk_on(&walk, 1);
    /* Deflated: the gateway counts what such a file may become. */
    if (is_syntax(&walk, "1.2.840.10008.1.2.1.99")) return 0;
    walk.has_vr = !is_syntax(&walk, "1.2.840.10008.1.2");
    walk.is_big = is_syntax(&walk, "1.2.840.10008.1.2.2");
    walk_on(&walk, 0);
    return walk.elements + walk.values / VALUES_OF_ELEMENT + walk.characters / CHARACTERS_OF_ELEMENT;
}

static OrthancPluginErrorCode stored(const OrthancPluginDicomInstance *instance, const char *id)
{
    const void *data = OrthancPluginGetInstanceData(orthanc, instance);
    int64_t size = OrthancPluginGetInstanceSize(orthanc, instance);
    uint64_t elements = data == NULL || size < 0 ? 0 : count(data, (uint64_t)size);
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
