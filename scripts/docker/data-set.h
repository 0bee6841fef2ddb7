/* Reads over the data sets of DICOM files, within the bounds of the gateway's door (lua-src/gateway/store/walk.ts). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MOST_ELEMENTS 150000
#define MOST_TEXT_BYTES (32u << 20)
#define MOST_VALUES 10000000u
/* DCMTK takes no more than 64. */
#define MOST_LEVELS 128
/* What a deflated one may become: at most so much, and so many times what came beyond the first bytes (lua-src/shared/
   deflated.ts). Orthanc holds all of it whenever it reads the file. */
#define MOST_INFLATED ((size_t)512 << 20)
#define FREE_INFLATED ((size_t)16 << 20)
#define MOST_RATIO 200

#define IMPLICIT "1.2.840.10008.1.2"
#define EXPLICIT "1.2.840.10008.1.2.1"
#define DEFLATED "1.2.840.10008.1.2.1.99"
#define UNDEFINED 0xffffffffu
#define ITEM 0xfffee000u
#define ITEM_END 0xfffee00du
#define SEQUENCE_END 0xfffee0ddu
#define PIXEL_DATA 0x7fe00010u
#define CONTOUR_DATA 0x30060050u
#define PADDING 0xfffcfffcu
#define MEDIA_STORAGE_INSTANCE_UID 0x00020003u
#define TRANSFER_SYNTAX_UID 0x00020010u
#define SOP_INSTANCE_UID 0x00080018u
#define VR(text) ((text)[0] << 8 | (text)[1])

/* What names an object. */
enum name { MEDIA_STORAGE_INSTANCE, TRANSFER_SYNTAX, SOP_INSTANCE, PATIENT, STUDY, SERIES, NAMES };
static const uint32_t tag_of[] = {MEDIA_STORAGE_INSTANCE_UID, TRANSFER_SYNTAX_UID, SOP_INSTANCE_UID,
                                  0x00100020u, 0x0020000du, 0x0020000eu};

/* A fault of this machine's, not of an object. */
static const char NO_MEMORY[] = "no-memory";

/* An element, item or fragment that has been passed; without a value: where one begins or ends. */
struct piece {
    uint32_t tag, length;
    const uint8_t *value;
};

/* A data set that is read over, and what has been found in it. */
struct walk {
    const uint8_t *at, *end;
    int is_implicit, is_big, is_rle, level;
    /* Values beyond the first one of each element, and characters that the texts have in JSON. */
    uint32_t elements, text;
    uint64_t values, characters;
    /* Of the element at hand. */
    uint32_t tag, length;
    int vr;
    char names[NAMES][65];
    /* All that it is made of, where that is wanted. */
    int is_listed;
    struct piece *pieces;
    size_t count, room;
    const char *fault;
};

static uint32_t number(const struct walk *walk, const uint8_t *at, int bytes)
{
    uint32_t sum = 0;
    for (int i = 0; i < bytes; i += 1) sum = sum << 8 | at[walk->is_big ? i : bytes - 1 - i];
    return sum;
}

/* VRs whose length has four bytes, behind two that are reserved (PS3.5, section 7.1.2); so has any that is yet to come. */
static int is_long(int vr)
{
    static const char shorts[] = "AEASATCSDADSDTFDFLISLOLTPNSHSLSSSTTMUIULUS";
    for (const char *at = shorts; *at != 0; at += 2) {
        if (VR(at) == vr) return 0;
    }
    return (vr >> 8) >= 'A' && (vr >> 8) <= 'Z' && (vr & 255) >= 'A' && (vr & 255) <= 'Z';
}

/* Reads the head of an element or item. 0 where there is none. */
static int read_head(struct walk *walk)
{
    size_t left = (size_t)(walk->end - walk->at);
    if (left < 8) return 0;
    walk->tag = number(walk, walk->at, 2) << 16 | number(walk, walk->at + 2, 2);
    walk->vr = 0;
    int bytes = 8;
    if (walk->is_implicit || walk->tag >> 16 == 0xfffe) {
        walk->length = number(walk, walk->at + 4, 4);
    } else {
        walk->vr = VR(walk->at + 4);
        bytes = is_long(walk->vr) ? 12 : 8;
        if (left < (size_t)bytes) return 0;
        walk->length = bytes == 12 ? number(walk, walk->at + 8, 4) : number(walk, walk->at + 6, 2);
    }
    walk->at += bytes;
    return walk->length == UNDEFINED || walk->length <= (size_t)(walk->end - walk->at);
}

static int count(struct walk *walk)
{
    walk->elements += 1;
    if (walk->elements > MOST_ELEMENTS) walk->fault = "too-many-elements";
    return walk->fault == NULL;
}

/* Adds to the list. Lengths of groups and padding, which each writer makes its own way, are nothing of an object. */
static int list(struct walk *walk, uint32_t tag, const uint8_t *value, uint32_t length)
{
    if (!walk->is_listed || (tag & 0xffff) == 0 || tag == PADDING) return 1;
    if (walk->count == walk->room) {
        size_t room = walk->room * 2 + 1024;
        struct piece *more = realloc(walk->pieces, room * sizeof *more);
        if (more == NULL) {
            walk->fault = NO_MEMORY;
            return 0;
        }
        walk->pieces = more;
        walk->room = room;
    }
    walk->pieces[walk->count] = (struct piece){tag, length, value};
    walk->count += 1;
    return 1;
}

static int is_bytes(int vr)
{
    return vr == VR("OB") || vr == VR("OD") || vr == VR("OF") || vr == VR("OL") || vr == VR("OV") || vr == VR("OW") ||
           vr == VR("UN");
}

/* Without VRs, the groups of the standard whose elements are no long bytes. */
static int is_text_group(uint32_t tag)
{
    int group = (int)(tag >> 16);
    return group % 2 == 0 && (group <= 0x40 || (group >= 0x70 && group <= 0x88) || group == 0x3006);
}

/* Bytes of an element's text, as the gateway counts them (text-bytes.ts): numbers in text count half. */
static uint32_t text_bytes(const struct walk *walk)
{
    int vr = walk->vr;
    if (vr == 0 ? !is_text_group(walk->tag) : is_bytes(vr)) return 0;
    return vr == VR("DS") || vr == VR("IS") || walk->tag == CONTOUR_DATA ? walk->length / 2 : walk->length;
}

/* Bytes of each number of a VR that has several as they are; 0 of the others. */
static uint32_t number_bytes(int vr)
{
    if (vr == VR("US") || vr == VR("SS")) return 2;
    if (vr == VR("UL") || vr == VR("SL") || vr == VR("FL") || vr == VR("AT")) return 4;
    return vr == VR("FD") || vr == VR("SV") || vr == VR("UV") ? 8 : 0;
}

/* Without a VR: private groups and pixels, overlays, curves, waveforms, which are long bytes. */
static int is_bytes_group(uint32_t group)
{
    return group % 2 == 1 || group == 0x7fe0 || group >> 8 == 0x60 || group >> 8 == 0x50 || group == 0x5400;
}

/* Counts values beyond the first one (PS3.5, section 6.4), and what text becomes in JSON. Without a VR it may be text or
   numbers of two bytes, but for contours and doses, which are long texts. */
static void count_values(struct walk *walk)
{
    uint32_t bytes = number_bytes(walk->vr), group = walk->tag >> 16;
    int vr = walk->vr, is_one = vr == VR("LT") || vr == VR("ST") || vr == VR("UT") || vr == VR("UR");
    if (vr == 0 ? is_bytes_group(group) : is_bytes(vr)) return;
    if (bytes > 0) walk->values += walk->length / bytes;
    if (bytes > 0) return;
    if (vr == 0 && group != 0x3004 && group != 0x3006) walk->values += walk->length / 2;
    for (uint32_t at = 0; at < walk->length; at += 1) {
        uint8_t byte = walk->at[at];
        if (byte == '\\' && !is_one) walk->values += 1;
        walk->characters += byte < 0x20 || byte > 0x7e ? 6 : byte == '"' || byte == '\\' ? 2 : 1;
    }
}

static int pass_value(struct walk *walk)
{
    for (int name = 0; name < NAMES && walk->level == 0; name += 1) {
        if (walk->tag != tag_of[name] || walk->length >= sizeof walk->names[name]) continue;
        memcpy(walk->names[name], walk->at, walk->length);
        walk->names[name][walk->length] = 0;
    }
    uint32_t text = text_bytes(walk);
    if (text > MOST_TEXT_BYTES - walk->text) {
        walk->fault = "too-much-text";
        return 0;
    }
    walk->text += text;
    count_values(walk);
    if (walk->values > MOST_VALUES) {
        walk->fault = "too-much-text";
        return 0;
    }
    int is_listed = list(walk, walk->tag, walk->at, walk->length);
    walk->at += walk->length;
    return is_listed;
}

/* An RLE frame without a byte ends DCMTK's decoder; each has a header (PS3.5, section G.5). The first item is a table. */
static int pass_fragments(struct walk *walk)
{
    for (int fragment = 0; read_head(walk) && walk->tag == ITEM && walk->length != UNDEFINED; fragment += 1) {
        if (walk->is_rle && fragment > 0 && walk->length == 0) {
            walk->fault = "malformed";
            return 0;
        }
        if (!list(walk, ITEM, walk->at, walk->length)) return 0;
        walk->at += walk->length;
    }
    return walk->tag == SEQUENCE_END && list(walk, SEQUENCE_END, NULL, 0);
}

static int pass_elements(struct walk *walk, const uint8_t *end);

static int pass_items(struct walk *walk, const uint8_t *end)
{
    while (end == NULL || walk->at < end) {
        if (!read_head(walk)) return 0;
        if (walk->tag == SEQUENCE_END) break;
        if (walk->tag != ITEM || !count(walk) || !list(walk, ITEM, NULL, 0)) return 0;
        if (!pass_elements(walk, walk->length == UNDEFINED ? NULL : walk->at + walk->length)) return 0;
        if (!list(walk, ITEM_END, NULL, 0)) return 0;
    }
    return list(walk, SEQUENCE_END, NULL, 0);
}

/* Goes into a sequence. What has no VR and no length is Implicit VR Little Endian inside (PS3.5, section 6.2.2). */
static int pass_sequence(struct walk *walk, const uint8_t *end)
{
    int is_implicit = walk->is_implicit, is_big = walk->is_big;
    if (walk->level == MOST_LEVELS || !list(walk, walk->tag, NULL, 0)) return 0;
    if (walk->vr == VR("UN")) walk->is_implicit = 1, walk->is_big = 0;
    walk->level += 1;
    int is_passed = pass_items(walk, end);
    walk->level -= 1;
    walk->is_implicit = is_implicit;
    walk->is_big = is_big;
    return is_passed;
}

static int begins_with_item(const struct walk *walk)
{
    return walk->length >= 8 && walk->tag != PIXEL_DATA && memcmp(walk->at, "\xfe\xff\x00\xe0", 4) == 0;
}

/* Reads over a data set or an item up to its end; NULL: up to its delimiter. 0 where it can't be read, or has a fault. */
static int pass_elements(struct walk *walk, const uint8_t *end)
{
    while (end == NULL || walk->at < end) {
        if (!read_head(walk)) return 0;
        if (walk->tag == ITEM_END) return 1;
        if (!count(walk)) return 0;
        int is_passed;
        if (walk->length == UNDEFINED) {
            int is_pixels = walk->vr == VR("OB") || walk->vr == VR("OW") || (walk->vr == 0 && walk->tag == PIXEL_DATA);
            is_passed = is_pixels ? list(walk, walk->tag, NULL, 0) && pass_fragments(walk) : pass_sequence(walk, NULL);
        } else if (walk->vr == VR("SQ") || (walk->vr == 0 && begins_with_item(walk))) {
            is_passed = pass_sequence(walk, walk->at + walk->length);
        } else {
            is_passed = pass_value(walk);
        }
        if (!is_passed) return 0;
    }
    return 1;
}

/* The data set behind the File Meta Information of a deflated file (PS3.5, section A.5); NULL, and why, where it is none, or
   too large. */
static uint8_t *inflated(const uint8_t *from, size_t size, size_t *length, const char **fault)
{
    z_stream stream = {.next_in = (uint8_t *)from, .avail_in = (uInt)size};
    size_t most = FREE_INFLATED + MOST_RATIO * size, room = size * 4 + 65536;
    if (most > MOST_INFLATED) most = MOST_INFLATED;
    uint8_t *to = NULL;
    int said = inflateInit2(&stream, -MAX_WBITS);
    for (*length = 0; said == Z_OK; room *= 2) {
        if (room > most) room = most;
        if (*length == room) break;
        /* Before it may move: `to` is freed below. */
        uint8_t *more = realloc(to, room);
        if (more == NULL) {
            said = Z_MEM_ERROR;
            break;
        }
        to = more;
        stream.next_out = to + *length;
        stream.avail_out = (uInt)(room - *length);
        said = inflate(&stream, Z_NO_FLUSH);
        *length = room - stream.avail_out;
    }
    inflateEnd(&stream);
    if (said == Z_STREAM_END) return to;
    free(to);
    /* Where there was no more room it could have gone on. */
    *fault = said == Z_MEM_ERROR ? NO_MEMORY : said == Z_OK ? "inflates-too-far" : "bad-deflate";
    return NULL;
}

/* Reads over a file. 0 where all of it can't be read, or it has a fault. `made`: what has to be freed behind it, or NULL. */
static int walk_over(struct walk *walk, uint8_t **made, const uint8_t *file, size_t size)
{
    struct walk meta = {.at = file + 132, .end = file + size};
    *made = NULL;
    if (size < 144 || memcmp(file + 128, "DICM", 4) != 0 || !read_head(&meta) || meta.length != 4) return 0;
    uint32_t length = number(&meta, meta.at, 4);
    meta.at += 4;
    if (length > (size_t)(meta.end - meta.at)) return 0;
    meta.end = meta.at + length;
    if (!pass_elements(&meta, meta.end)) return 0;

    const char *syntax = meta.names[TRANSFER_SYNTAX];
    for (int name = MEDIA_STORAGE_INSTANCE; name <= TRANSFER_SYNTAX; name += 1) {
        memcpy(walk->names[name], meta.names[name], sizeof meta.names[name]);
    }
    walk->is_implicit = strcmp(syntax, IMPLICIT) == 0;
    walk->is_big = strcmp(syntax, "1.2.840.10008.1.2.2") == 0;
    walk->is_rle = strcmp(syntax, "1.2.840.10008.1.2.5") == 0;
    walk->at = meta.end;
    walk->end = file + size;
    if (strcmp(syntax, DEFLATED) == 0) {
        size_t made_length = 0;
        *made = inflated(walk->at, (size_t)(walk->end - walk->at), &made_length, &walk->fault);
        walk->at = *made;
        walk->end = *made + made_length;
    }
    return walk->fault == NULL && pass_elements(walk, walk->end);
}

/* Whether the pixels of a transfer syntax stand as they are, in little endian. */
static int is_native(const char *syntax)
{
    return strcmp(syntax, IMPLICIT) == 0 || strcmp(syntax, EXPLICIT) == 0 || strcmp(syntax, DEFLATED) == 0;
}

/* Whether two data sets say the same, however their sequences end and whatever VRs they name. */
__attribute__((unused)) static int is_same(const struct walk *a, const struct walk *b)
{
    const char *one = a->names[TRANSFER_SYNTAX], *other = b->names[TRANSFER_SYNTAX];
    if (strcmp(one, other) != 0 && !(is_native(one) && is_native(other))) return 0;
    if (a->count != b->count) return 0;
    for (size_t at = 0; at < a->count; at += 1) {
        const struct piece *left = a->pieces + at, *right = b->pieces + at;
        if (left->tag != right->tag || left->length != right->length || (left->value == NULL) != (right->value == NULL)) return 0;
        if (left->value != NULL && memcmp(left->value, right->value, left->length) != 0) return 0;
    }
    return 1;
}
