/* Loaded into Orthanc before its libraries, for texts in several character sets (docs/images-and-names.md).

   Orthanc decodes all of a text by the first character set that the object names, and strikes out the escape sequences that
   change to another one: of `ISO 2022 IR 13\ISO 2022 IR 87` it shows 山田 as `;3ED`. What it calls for that, a function of
   Boost's, still sees these sequences. Here it follows them (PS3.5, section 6.1.2.5; PS3.3, section C.12.1.1.2). A text
   without any is Boost's own affair, as before, and no file changes. */
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

    /* A set of characters: `charset` is what iconv calls the encoding that has it, in bytes from 0x80 on, and `lead` a byte
       that stands there before each of its characters. */
    struct Set {
        const char *charset;
        int bytes;
        const char *lead;
    };

    const Set SETS[] = {
        {"ISO-8859-1", 1, ""}, {"ISO-8859-2", 1, ""}, {"ISO-8859-3", 1, ""}, {"ISO-8859-4", 1, ""}, {"ISO-8859-5", 1, ""},
        {"ISO-8859-6", 1, ""}, {"ISO-8859-7", 1, ""}, {"ISO-8859-8", 1, ""}, {"ISO-8859-9", 1, ""}, {"ISO-8859-15", 1, ""},
        {"TIS-620", 1, ""},    {"SHIFT-JIS", 1, ""},  {"EUC-JP", 2, ""},     {"EUC-JP", 2, "\x8f"}, {"EUC-KR", 2, ""},
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
        {")I", true, KATAKANA}, {"-A", true, LATIN_1},   {"-B", true, LATIN_2},  {"-C", true, LATIN_3},
        {"-D", true, LATIN_4},  {"-L", true, CYRILLIC},  {"-G", true, ARABIC},   {"-F", true, GREEK},
        {"-H", true, HEBREW},   {"-M", true, LATIN_5},   {"-b", true, LATIN_9},  {"-T", true, THAI},
    };

    /* What Orthanc calls the first character set, and its set in G1. The others, such as UTF-8, change to nothing else. */
    struct Initial {
        const char *name;
        int set;
    };
    const Initial INITIALS[] = {
        {"ISO-8859-1", LATIN_1},  {"ISO-8859-2", LATIN_2},  {"ISO-8859-3", LATIN_3}, {"ISO-8859-4", LATIN_4},
        {"ISO-8859-5", CYRILLIC}, {"ISO-8859-6", ARABIC},   {"ISO-8859-7", GREEK},   {"ISO-8859-8", HEBREW},
        {"ISO-8859-9", LATIN_5},  {"TIS620.2533-0", THAI},  {"SHIFT-JIS", KATAKANA}, {"JIS", NONE},
        {"ISO-IR-149", KOREAN},   {"GB2312", CHINESE},
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
            for (const Designation &one : DESIGNATIONS) {
                size_t length = strlen(one.sequence);
                if ((size_t)(end - at - 1) < length || memcmp(at + 1, one.sequence, length) != 0) continue;
                (one.is_right ? right_ : left_) = one.set;
                return at + 1 + length;
            }
            /* Orthanc strikes it out, as ever. */
            return put(ASCII, at, 1);
        }

        const char *pass(const char *at, const char *end)
        {
            unsigned char byte = (unsigned char)*at;
            bool is_right = byte >= 0x80;
            int set = is_right ? right_ : byte <= 0x20 || byte == 0x7f ? (int)ASCII : left_;
            if (set == NONE) return at + 1;
            if (set == ASCII) {
                put(ASCII, at, 1);
                /* Behind these all is as in the beginning. */
                if (strchr("\t\n\f\r\\^=", byte) != NULL && byte != 0) left_ = ASCII, right_ = initial_;
                return at + 1;
            }
            if (SETS[set].bytes == 1) return put(set, at, 1);
            /* Half a character, or one of another set's, is left out. */
            if (end - at < 2 || ((unsigned char)at[1] >= 0x80) != is_right || (at[1] & 0x7f) <= 0x20) return at + 1;
            return put(set, at, 2);
        }

        const char *put(int set, const char *at, int bytes)
        {
            if (set != run_set_) flush();
            run_set_ = set;
            if (set == ASCII) {
                run_ += *at;
                return at + 1;
            }
            run_ += SETS[set].lead;
            for (int i = 0; i < bytes; i += 1) run_ += (char)(at[i] | 0x80);
            return at + bytes;
        }

        /* Writes what is in one set; what is no character of it is left out, as Orthanc wants it from Boost. */
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
                    if (charset != initial.name) continue;
                    Decoder decoder(initial.set);
                    if (decoder.decode(begin, end)) return decoder.text;
                }
                return next(begin, end, charset, how);
            }
        }
    }
}
