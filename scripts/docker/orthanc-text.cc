/* Loaded into Orthanc before its libraries, for texts in several character sets (docs/images-and-names.md).

   Orthanc decodes all of a text by the first character set that the object names, and strikes out the escape sequences that
   change to another one: of `ISO 2022 IR 13\ISO 2022 IR 87` it shows 山田 as `;3ED`. What it calls for that, a function of
   Boost's, still sees these sequences. Here it follows them (PS3.5, section 6.1.2.5; PS3.3, section C.12.1.1.2). A text
   without any is Boost's own affair, as before, and so is one that has those of its first character set alone, such as
   `\ISO 2022 IR 87`: Boost follows these itself. No file changes. */
#include <dlfcn.h>
#include <iconv.h>
#include <cerrno>
#include <cstring>
#include <string>

namespace
{
    const char ESCAPE = '\x1b';
    /* `boost::locale::conv::to_utf<char>`, of a text from its beginning to its end. */
    const char TO_UTF[] = "_ZN5boost6locale4conv6to_utfIcEENSt7__cxx1112basic_stringIT_St11char_traitsIS5_ESaIS5_EEEPKcSB_"
                          "RKNS4_IcS6_IcESaIcEEENS1_11method_typeE";

    /* What cannot be read is shown as this, not left out: a name that lacks a letter would be another one. */
    const char UNREADABLE[] = "\xef\xbf\xbd";

    /* A set of characters: `charset` is what iconv calls the encoding that has it, in bytes from 0x80 on, and `lead` a byte
       that stands there before each of its characters. Those of vendors have rows that files have too: 髙 and 﨑. */
    struct Set {
        const char *charset;
        int bytes;
        const char *lead;
    };

    const Set SETS[] = {
        {"ISO-8859-1", 1, ""}, {"ISO-8859-2", 1, ""}, {"ISO-8859-3", 1, ""}, {"ISO-8859-4", 1, ""}, {"ISO-8859-5", 1, ""},
        {"ISO-8859-6", 1, ""}, {"ISO-8859-7", 1, ""}, {"ISO-8859-8", 1, ""}, {"ISO-8859-9", 1, ""}, {"ISO-8859-15", 1, ""},
        {"TIS-620", 1, ""},    {"SHIFT-JIS", 1, ""},  {"CP932", 2, ""},      {"EUC-JP", 2, "\x8f"}, {"UHC", 2, ""},
        {"EUC-CN", 2, ""},
    };
    const int COUNT = sizeof SETS / sizeof *SETS;
    enum { LATIN_1, LATIN_2, LATIN_3, LATIN_4, CYRILLIC, ARABIC, GREEK, HEBREW, LATIN_5, LATIN_9, THAI, KATAKANA, KANJI,
           SUPPLEMENTARY_KANJI, KOREAN, CHINESE, ASCII, NONE };

    /* What stands behind ESC, and the set that it designates: in bytes below 0x80 (G0), or in those from there on (G1). */
    struct Designation {
        const char *sequence;
        bool is_right;
        int set;
    };
    const Designation DESIGNATIONS[] = {
        {"(B", false, ASCII},   {"(J", false, ASCII},    {"$B", false, KANJI},   {"$@", false, KANJI},
        {"$(D", false, SUPPLEMENTARY_KANJI},             {"$)C", true, KOREAN},  {"$)A", true, CHINESE},
        {")I", true, KATAKANA}, {"(I", false, KATAKANA}, {"-A", true, LATIN_1},  {"-B", true, LATIN_2},
        {"-C", true, LATIN_3},  {"-D", true, LATIN_4},   {"-L", true, CYRILLIC}, {"-G", true, ARABIC},
        {"-F", true, GREEK},    {"-H", true, HEBREW},    {"-M", true, LATIN_5},  {"-b", true, LATIN_9},
        {"-T", true, THAI},
    };

    /* What Orthanc calls the first character set, its set in G1, and the sequences that Boost follows in it. Thai has one name
       with ICU and one without. The others, such as UTF-8, change to nothing else. */
    struct Initial {
        const char *name;
        int set;
        const char *own;
    };
    const Initial INITIALS[] = {
        {"ISO-8859-1", LATIN_1, ""},      {"ISO-8859-2", LATIN_2, ""},   {"ISO-8859-3", LATIN_3, ""},
        {"ISO-8859-4", LATIN_4, ""},      {"ISO-8859-5", CYRILLIC, ""},  {"ISO-8859-6", ARABIC, ""},
        {"ISO-8859-7", GREEK, ""},        {"ISO-8859-8", HEBREW, ""},    {"ISO-8859-9", LATIN_5, ""},
        {"TIS620.2533-0", THAI, ""},      {"tis620.2533", THAI, ""},     {"SHIFT-JIS", KATAKANA, ""},
        {"ISO-IR-149", KOREAN, "(B $)C"}, {"GB2312", CHINESE, "(B $)A"}, {"JIS", NONE, "(B (J (I $B $@ $(D"},
    };

    /* Opened once by each thread: that takes longer than a text. */
    struct Converters {
        iconv_t of[COUNT];
        Converters()
        {
            for (int set = 0; set < COUNT; set += 1) of[set] = (iconv_t)-1;
        }
        ~Converters()
        {
            for (int set = 0; set < COUNT; set += 1) {
                if (of[set] != (iconv_t)-1) iconv_close(of[set]);
            }
        }
    };
    thread_local Converters converters;

    /* What the escape sequence at hand designates; NULL where that is nothing. */
    const Designation *designation(const char *at, const char *end)
    {
        for (const Designation &one : DESIGNATIONS) {
            size_t length = strlen(one.sequence);
            if ((size_t)(end - at - 1) >= length && memcmp(at + 1, one.sequence, length) == 0) return &one;
        }
        return NULL;
    }

    /* Whether a text changes to a set that Boost does not change to. */
    bool is_changed(const char *at, const char *end, const Initial &initial)
    {
        for (; (at = (const char *)memchr(at, ESCAPE, (size_t)(end - at))) != NULL; at += 1) {
            const Designation *one = designation(at, end);
            if (one != NULL && strstr(initial.own, one->sequence) == NULL) return true;
        }
        return false;
    }

    class Decoder {
    public:
        explicit Decoder(int initial) : initial_(initial), left_(ASCII), right_(initial), run_set_(ASCII) {}

        /* False where iconv does not know a set. */
        bool decode(const char *at, const char *end)
        {
            while (at < end) at = *at == ESCAPE ? designate(at, end) : pass(at, end);
            flush();
            return is_known_;
        }

        std::string text;

    private:
        const char *designate(const char *at, const char *end)
        {
            const Designation *one = designation(at, end);
            /* Orthanc strikes it out, as ever. */
            if (one == NULL) return put(ASCII, at, 1);
            (one->is_right ? right_ : left_) = one->set;
            return at + 1 + strlen(one->sequence);
        }

        const char *pass(const char *at, const char *end)
        {
            unsigned char byte = (unsigned char)*at;
            bool is_right = byte >= 0x80;
            int set = is_right ? right_ : byte <= 0x20 || byte == 0x7f ? (int)ASCII : left_;
            if (set == ASCII) {
                put(ASCII, at, 1);
                /* Behind these all is as in the beginning. */
                if (strchr("\t\n\f\r\\^=", byte) != NULL && byte != 0) left_ = ASCII, right_ = initial_;
                return at + 1;
            }
            int bytes = bytes_of(set, is_right, at, end);
            if (bytes > 0) return put(set, at, bytes);
            flush();
            text += UNREADABLE;
            return at + 1;
        }

        static bool is_in(int byte, int from, int to)
        {
            return byte >= from && byte <= to;
        }

        /* How many bytes the character at hand has; 0 where it is half a one, or none of the set. */
        static int bytes_of(int set, bool is_right, const char *at, const char *end)
        {
            int byte = (unsigned char)at[0], next = end - at < 2 ? 0 : (unsigned char)at[1];
            if (set == KATAKANA) {
                if (is_in(byte & 0x7f, 0x21, 0x5f)) return 1;
                /* No katakana begins so, but what Boost shows: the kanji of Shift_JIS. */
                bool is_lead = is_in(byte, 0x81, 0x9f) || is_in(byte, 0xe0, 0xfc);
                return is_lead && is_in(next, 0x40, 0xfc) && next != 0x7f ? 2 : 0;
            }
            if (set == NONE) return 0;
            if (SETS[set].bytes == 1) return 1;
            if (!is_right) return is_in(next, 0x21, 0x7e) ? 2 : 0;
            bool is_letter = is_in(next, 0x41, 0x5a) || is_in(next, 0x61, 0x7a);
            return next >= 0x80 || (set == KOREAN && byte <= 0xc6 && is_letter) ? 2 : 0;
        }

        const char *put(int set, const char *at, int bytes)
        {
            int first = (unsigned char)at[0], second = bytes == 2 ? (unsigned char)at[1] : 0;
            if (set == KATAKANA && bytes == 2) {
                set = KANJI;
            } else if (set == KANJI) {
                /* The code of row and cell in Shift_JIS, which has two rows for each first byte. */
                bool is_odd = first % 2 == 1;
                first = (first - 0x21) / 2 + (first < 0x5f ? 0x81 : 0xc1);
                second += is_odd ? second < 0x60 ? 0x1f : 0x20 : 0x7e;
            } else if (set == KATAKANA || set == SUPPLEMENTARY_KANJI) {
                first |= 0x80;
                second |= 0x80;
            }
            if (set != run_set_) flush();
            run_set_ = set;
            if (set != ASCII) run_ += SETS[set].lead;
            run_ += (char)first;
            if (bytes == 2) run_ += (char)second;
            return at + bytes;
        }

        /* Writes what is in one set. */
        void flush()
        {
            if (run_set_ == ASCII) {
                text += run_;
                run_.clear();
                return;
            }
            iconv_t &converter = converters.of[run_set_];
            if (converter == (iconv_t)-1) converter = iconv_open("UTF-8", SETS[run_set_].charset);
            if (converter == (iconv_t)-1) {
                is_known_ = false;
                run_.clear();
                return;
            }
            char *from = &run_[0];
            size_t left = run_.size();
            while (left > 0) {
                char made[1024], *to = made;
                size_t room = sizeof made;
                size_t said = iconv(converter, &from, &left, &to, &room);
                text.append(made, (size_t)(to - made));
                if (said != (size_t)-1 || errno == E2BIG) continue;
                size_t unit = strlen(SETS[run_set_].lead) + (size_t)SETS[run_set_].bytes;
                size_t skipped = left < unit ? left : unit;
                text += UNREADABLE;
                from += skipped;
                left -= skipped;
            }
            iconv(converter, NULL, NULL, NULL, NULL);
            run_.clear();
        }

        int initial_, left_, right_;
        /* Bytes that are in the same set, one behind the other. */
        std::string run_;
        int run_set_;
        bool is_known_ = true;
    };
}

/* As Boost declares it (https://www.boost.org/doc/libs/release/libs/locale/doc/html/charset_handling.html). */
namespace boost
{
    namespace locale
    {
        namespace conv
        {
            enum method_type { skip = 0, stop = 1 };

            template <typename CharType>
            std::basic_string<CharType> to_utf(const char *begin, const char *end, const std::string &charset, method_type how);

            template <>
            std::string to_utf<char>(const char *begin, const char *end, const std::string &charset, method_type how)
            {
                typedef std::string (*Next)(const char *, const char *, const std::string &, method_type);
                static const Next next = (Next)dlsym(RTLD_NEXT, TO_UTF);
                if (memchr(begin, ESCAPE, (size_t)(end - begin)) == NULL) return next(begin, end, charset, how);
                for (const Initial &initial : INITIALS) {
                    if (charset != initial.name || !is_changed(begin, end, initial)) continue;
                    Decoder decoder(initial.set);
                    if (decoder.decode(begin, end)) return decoder.text;
                }
                return next(begin, end, charset, how);
            }
        }
    }
}
