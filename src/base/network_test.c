/* Words for places on the network. What addresses mean is tested where it matters, in pith-net. */
#include "base/network.h"
#include "base/test.h"

TEST(a_word_says_where)
{
    static const struct {
        const char *word;
        enum where_what what;
        const char *host;
        int port;
    } rows[] = {
        { "*", WHERE_ANY, "", 0 },
        { "*:25", WHERE_ANY, "", 25 },
        { "*:*", WHERE_ANY, "", 0 },
        { "api.example.com", WHERE_HOST, "api.example.com", 0 },
        { "Example.com.:443", WHERE_HOST, "Example.com", 443 },
        { "localhost:11434", WHERE_HOST, "localhost", 11434 },
        { "*.example.com:80", WHERE_UNDER, "example.com", 80 },
        { "b\xc3\xbc"
          "cher.test",
          WHERE_HOST,
          "b\xc3\xbc"
          "cher.test",
          0 },
        { "10.0.0.7:5432", WHERE_NETWORK, "", 5432 },
        { "10.0.0.0/8", WHERE_NETWORK, "", 0 },
        { "fd00::/8", WHERE_NETWORK, "", 0 },
        { "[fd00::1]:80", WHERE_NETWORK, "", 80 },
        { "@here:8000", WHERE_HERE, "", 8000 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct where w;
        if (!where_read(str_of(rows[i].word), &w))
            CHECK_FAIL("%s is not read", rows[i].word);
        CHECK_INT(w.what, rows[i].what);
        CHECK_STR(w.host, rows[i].host);
        CHECK_INT(w.port, rows[i].port);
    }
}

TEST(what_names_no_place_is_not_read)
{
    static const char *const words[] = {
        "",       ":80",       "a:0",        "a:65536", "a:x",        "10.0.0.1/8", "10.0.0.0/33",
        "10.0.0", "127.1",     "0x7f.1",     "*.*.com", "a*.com",     "a..b",       "-a.com",
        "a b",    "user@host", "http://a.b", "[::1",    "2130706433", "@there",     "a/b"
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (where_read(str_of(words[i]), &(struct where){ 0 }))
            CHECK_FAIL("'%s' is read", words[i]);
}
