/* Ranges and versions. */
#include "http/http_content.h"
#include "http/http_rig.h"

#include <stdio.h>

TEST(a_range_is_a_part_all_or_nothing)
{
    static const struct {
        const char *value;
        uint64_t len;
        enum http_range kind;
        uint64_t first, count;
    } cases[] = {
        { "bytes=0-0", 10, HTTP_RANGE_PART, 0, 1 },
        { "bytes=2-5", 10, HTTP_RANGE_PART, 2, 4 },
        { "Bytes=2-", 10, HTTP_RANGE_PART, 2, 8 },
        { "bytes=-3", 10, HTTP_RANGE_PART, 7, 3 },
        { "bytes=-99", 10, HTTP_RANGE_PART, 0, 10 },
        { "bytes=9-99", 10, HTTP_RANGE_PART, 9, 1 },
        { "bytes=9-18446744073709551615", 10, HTTP_RANGE_PART, 9, 1 },
        { "bytes=10-", 10, HTTP_RANGE_NOTHING, 0, 0 },
        { "bytes=10-20", 10, HTTP_RANGE_NOTHING, 0, 0 },
        { "bytes=-0", 10, HTTP_RANGE_NOTHING, 0, 0 },
        { "bytes=0-", 0, HTTP_RANGE_NOTHING, 0, 0 },
        { "bytes=-1", 0, HTTP_RANGE_NOTHING, 0, 0 },
        { "", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=5", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=-", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=5-4", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=0-1,3-4", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=0-1-2", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=+1-2", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes= 1-2", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=x-", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=--1", 10, HTTP_RANGE_ALL, 0, 0 },
        { "bytes=99999999999999999999-", 10, HTTP_RANGE_ALL, 0, 0 },
        { "lines=0-1", 10, HTTP_RANGE_ALL, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t first = 0, count = 0;
        enum http_range kind = http_range_read(str_of(cases[i].value), cases[i].len, &first,
                                               &count);
        if (kind != cases[i].kind || first != cases[i].first || count != cases[i].count)
            CHECK_FAIL("%s of %llu: kind %d, %llu, %llu", cases[i].value,
                       (unsigned long long)cases[i].len, (int)kind, (unsigned long long)first,
                       (unsigned long long)count);
    }
}

TEST(a_tag_is_found_in_a_list_of_them)
{
    static const struct {
        const char *list, *etag;
        bool found;
    } cases[] = {
        { "\"a\"", "\"a\"", true },
        { "\"a\", \"b\"", "\"b\"", true },
        { "W/\"a\"", "\"a\"", true },
        { "\"a\"", "W/\"a\"", true },
        { "*", "\"a\"", true },
        { "\"a,b\"", "\"a,b\"", true },
        { "\"a,b\"", "\"b\"", false },
        { "\"ab\"", "\"a\"", false },
        { "a", "a", false },
        { "\"a", "\"a", false },
        { "", "\"a\"", false },
        { "*", "", false },
        { ",, \"x\" ,\"a\"", "\"a\"", true },
        { "\"x\" junk \"a\"", "\"a\"", false },
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (http_etag_in(str_of(cases[i].list), str_of(cases[i].etag)) != cases[i].found)
            CHECK_FAIL("%s in %s", cases[i].etag, cases[i].list);
}

#define WITH(path, headers) "GET " path " HTTP/1.1\r\nHost: h\r\n" headers "\r\n"

TEST(content_is_answered_whole_in_part_or_not_at_all)
{
    static const struct {
        const char *request, *answer, *header, *body;
    } cases[] = {
        { WITH("/content", ""), "200 OK", "etag: \"v1\"\r\naccept-ranges: bytes\r\n",
          "0123456789" },
        { WITH("/content", "Range: bytes=2-4\r\n"), "206 Partial Content",
          "content-range: bytes 2-4/10\r\ncontent-length: 3\r\n", "234" },
        { WITH("/content", "Range: bytes=10-\r\n"), "416 Range Not Satisfiable",
          "content-range: bytes */10\r\ncontent-length: 0\r\n", "" },
        { WITH("/content", "If-None-Match: \"v0\", W/\"v1\"\r\nRange: bytes=2-4\r\n"),
          "304 Not Modified", "vary: x\r\netag: \"v1\"\r\n\r\n", "" },
        { WITH("/content", "If-None-Match: \"v0\"\r\n"), "200 OK", "etag", "0123456789" },
        { WITH("/content", "If-Range: \"v1\"\r\nRange: bytes=-1\r\n"), "206 Partial Content",
          "content-range: bytes 9-9/10", "9" },
        { WITH("/content", "If-Range: \"v0\"\r\nRange: bytes=-1\r\n"), "200 OK", "etag",
          "0123456789" },
        { WITH("/content", "If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\nRange: bytes=-1\r\n"),
          "200 OK", "etag", "0123456789" },
        { "HEAD /content HTTP/1.1\r\nHost: h\r\nRange: bytes=1-2\r\n\r\n", "200 OK",
          "content-length: 10\r\n\r\n", "" },
        { WITH("/content-file", ""), "200 OK", "etag: W/\"v1\"\r\n", "0123456789" },
        { WITH("/content-file", "Range: bytes=2-4\r\n"), "206 Partial Content",
          "content-range: bytes 2-4/10\r\n", "234" },
        { WITH("/content-file", "If-Range: W/\"v1\"\r\nRange: bytes=2-4\r\n"), "200 OK", "etag",
          "0123456789" },
        { WITH("/content-file", "Range: bytes=99-\r\n"), "416 Range Not Satisfiable",
          "content-range: bytes */10\r\n", "" },
        { WITH("/content-file", "If-None-Match: *\r\n"), "304 Not Modified", "etag", "" },
        { "HEAD /content-file HTTP/1.1\r\nHost: h\r\n\r\n", "200 OK", "content-length: 10", "" },
        { "POST /content-file HTTP/1.1\r\nHost: h\r\nRange: bytes=-2\r\n\r\n",
          "206 Partial Content", "content-range: bytes 8-9/10\r\n", "89" },
        { "POST /content HTTP/1.1\r\nHost: h\r\nIf-None-Match: *\r\n\r\n", "200 OK", "etag",
          "0123456789" },
    };
    with_server();
    owned_fd int fd = come();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char end[64];
        say(fd, cases[i].request);
        const char *heard = hear(fd);
        snprintf(end, sizeof end, "\r\n\r\n%s", cases[i].body);
        if (!strstr(heard, cases[i].answer) || !strstr(heard, cases[i].header) ||
            !str_ends(str_of(heard), str_of(end)))
            CHECK_FAIL("%s: %s", cases[i].request, heard);
    }
}
