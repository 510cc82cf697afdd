/* The parser: what it takes, what it refuses and why, whatever the cuts. */
#include "http/http_story.h"

#include "base/test.h"

#include <stdio.h>

/* Each case is told whole, byte by byte, and in pieces of a few sizes: always the same story. */
static void check_story(const char *place, enum http_role role, struct str input,
                        const char *expected)
{
    static const size_t steps[] = { 0, 1, 2, 3, 7, 64 };
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        owned(buf) struct buf story;
        buf_init(&story, 256 * KIB);
        http_story(role, input, steps[i], 16, &story);
        if (!str_eq(buf_text(&story), str_of(expected)))
            CHECK_FAIL("%s, in steps of %zu: \"%.*s\", expected \"%s\"", place, steps[i],
                       STR_ARGS(buf_text(&story)), expected);
    }
}

struct told {
    const char *bytes, *story;
};

static void check_all(enum http_role role, const struct told *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_story(cases[i].bytes, role, str_of(cases[i].bytes), cases[i].story);
}

#define H "Host: h\r\n"

TEST(good_requests_are_understood)
{
    static const struct told cases[] = {
        { "GET / HTTP/1.1\r\n" H "\r\n", "GET /? host=h host=h; done. between" },
        { "GET /a/b?c=d&e HTTP/1.1\r\nHost: h:8000\r\nX-Y:\t v  w \t\r\n\r\n",
          "GET /a/b?c=d&e host=h:8000 host=h:8000 x-y=v  w; done. between" },
        { "GET http://other:1/p?q HTTP/1.1\r\n" H "\r\n",
          "GET /p?q host=other:1 host=h; done. between" },
        { "GET HTTPS://other?q HTTP/1.1\r\n" H "\r\n", "GET /?q host=other host=h; done. between" },
        { "\r\nGET / HTTP/1.1\r\n" H "\r\n", "GET /? host=h host=h; done. between" },
        { "GET / HTTP/1.0\r\n\r\n", "GET /? host= closes; done. between" },
        { "GET / HTTP/1.1\r\n" H "Connection: a , Close\r\n\r\n",
          "GET /? host=h host=h connection=a , Close closes; done. between" },
        { "GET / HTTP/1.1\r\n" H "E:\r\n\r\n", "GET /? host=h host=h e=; done. between" },
        { "GET / HTTP/1.1\r\nHost: h\r\nN: \xc3\xa9\r\n\r\n",
          "GET /? host=h host=h n=\xc3\xa9; done. between" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nExpect: 100-Continue\r\n\r\nabc",
          "POST /? host=h host=h content-length=3 expect=100-Continue expects;abc done. between" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\nGET /2 HTTP/1.1\r\n" H "\r\n",
          "POST /? host=h host=h content-length=0; done. GET /2? host=h host=h; done. between" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n"
          "3;a;b=c;d=\"e\\\";\"\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
          "POST /? host=h host=h transfer-encoding=Chunked;abc0123456789 done. between" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
}

TEST(bad_first_lines_are_refused)
{
    static const struct told cases[] = {
        { "GET /\r\n\r\n", " bad_first_line" },
        { "GET  / HTTP/1.1\r\n", " bad_first_line" },
        { "GET / HTTP/1.1 \r\n", " bad_first_line" },
        { "GET /a b HTTP/1.1\r\n", " bad_first_line" },
        { " GET / HTTP/1.1\r\n", " bad_first_line" },
        { "G@T / HTTP/1.1\r\n", " bad_first_line" },
        { "GET / http/1.1\r\n", " bad_first_line" },
        { "GET / HTTP/1.1x\r\n", " bad_first_line" },
        { "GET / HTTP/11\r\n", " bad_first_line" },
        { "GET / HTTP/1.2\r\n", " version_not_supported" },
        { "\r\n\r\nGET / HTTP/1.1\r\n", " bad_first_line" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", " version_not_supported" },
        { "GET / HTTP/1.1\n", " bare_line_feed" },
        { "\nGET / HTTP/1.1\r\n", " bare_line_feed" },
        { "GET /\r HTTP/1.1\r\n", " bad_target" },
        { "GET /\x7f HTTP/1.1\r\n", " bad_target" },
        { "GET /\xc3\xa9 HTTP/1.1\r\n", " bad_target" },
        { "GET /#f HTTP/1.1\r\n", " bad_target" },
        { "GET a HTTP/1.1\r\n", " bad_target" },
        { "GET * HTTP/1.1\r\n", " bad_target" },
        { "OPTIONS * HTTP/1.1\r\n", " bad_target" },
        { "GET http://u@h/ HTTP/1.1\r\n", " bad_target" },
        { "GET http:///x HTTP/1.1\r\n", " bad_target" },
        { "GET ftp://h/ HTTP/1.1\r\n", " bad_target" },
        { "CONNECT h:443 HTTP/1.1\r\n", " method_unknown" },
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1\r\n", " method_unknown" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
}

#define REQ "GET / HTTP/1.1\r\n" H

TEST(bad_headers_are_refused)
{
    static const struct told cases[] = {
        { REQ "A : b\r\n", " bad_header_name" },
        { REQ "A\r\n", " bad_header_name" },
        { REQ ": b\r\n", " bad_header_name" },
        { REQ "A\xc3\xa9: b\r\n", " bad_header_name" },
        { REQ "A: b\r\n c\r\n", " folded_header" },
        { REQ "\tA: b\r\n", " folded_header" },
        { REQ "A: b\n", " bare_line_feed" },
        { REQ "A: b\rc\r\n", " bad_header_value" },
        { REQ "A: b\r\r\n", " bad_header_value" },
        { REQ "A: \x01\r\n", " bad_header_value" },
        { REQ "A: \x7f\r\n", " bad_header_value" },
        { "GET / HTTP/1.1\r\nA: b\r\n\r\n", " host_missing" },
        { REQ H, " host_twice" },
        { REQ "HOST: other\r\n", " host_twice" },
        { "GET / HTTP/1.1\r\nHost:\r\n", " bad_host" },
        { "GET / HTTP/1.1\r\nHost: a b\r\n", " bad_host" },
        { "GET / HTTP/1.1\r\nHost: u@h\r\n", " bad_host" },
        { "GET / HTTP/1.1\r\nHost: h/x\r\n", " bad_host" },
        { REQ "Expect: miracles\r\n", " unknown_expectation" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
    check_story("a zero byte", HTTP_REQUEST, STR(REQ "A: b\0c\r\n"), " bad_header_value");
}

TEST(what_could_be_read_as_two_lengths_is_refused)
{
    static const struct told cases[] = {
        { REQ "Content-Length: 1\r\nContent-Length: 1\r\n", " content_length_twice" },
        { REQ "Content-Length: 1, 1\r\n", " bad_content_length" },
        { REQ "Content-Length: +1\r\n", " bad_content_length" },
        { REQ "Content-Length: -1\r\n", " bad_content_length" },
        { REQ "Content-Length: 01\r\n", " bad_content_length" },
        { REQ "Content-Length: 0x1\r\n", " bad_content_length" },
        { REQ "Content-Length: 1 1\r\n", " bad_content_length" },
        { REQ "Content-Length:\t1\r\n", " bad_header_value" },
        { REQ "Transfer-Encoding: chunked\t\r\n", " bad_header_value" },
        { REQ "Content-Length:\r\n", " bad_content_length" },
        { REQ "Content-Length: 99999999999999999999\r\n", " bad_content_length" },
        { REQ "Content-Length: 9007199254740992\r\n", " bad_content_length" },
        { REQ "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
          " length_and_transfer_encoding" },
        { REQ "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
          " length_and_transfer_encoding" },
        { REQ "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          " bad_transfer_encoding" },
        { REQ "Transfer-Encoding: chunked, chunked\r\n", " bad_transfer_encoding" },
        { REQ "Transfer-Encoding: chunked,\r\n", " bad_transfer_encoding" },
        { REQ "Transfer-Encoding:\r\n", " bad_transfer_encoding" },
        { REQ "Transfer-Encoding: chunked, gzip\r\n", " bad_transfer_encoding" },
        { REQ "Transfer-Encoding: gzip, chunked\r\n", " unknown_transfer_coding" },
        { REQ "Transfer-Encoding: identity\r\n", " unknown_transfer_coding" },
        { REQ "Transfer-Encoding: xchunked\r\n", " unknown_transfer_coding" },
        { "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", " transfer_encoding_in_1_0" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
}

#define CHUNKED "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n"
#define TOLD    "POST /? host=h host=h transfer-encoding=chunked;"

TEST(bad_chunks_are_refused)
{
    static const struct told cases[] = {
        { CHUNKED "\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "g\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "0x1\r\n", TOLD " bad_chunk_size" },
        { CHUNKED " 1\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1 \r\n", TOLD " bad_chunk_size" },
        { CHUNKED "-1\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;\x01\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;;a\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a;\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a=\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;=a\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a b\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1; a\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a=\"b\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a=\"b\\\"\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1;a=\"b\"c\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1000000000000\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "fffffffffffffffff\r\n", TOLD " bad_chunk_size" },
        { CHUNKED "1\na\n", TOLD " bare_line_feed" },
        { CHUNKED "1;a\nb\r\n", TOLD " bare_line_feed" },
        { CHUNKED "1\r\nab\r\n", TOLD "a bad_chunk_end" },
        { CHUNKED "1\r\na\n", TOLD "a bare_line_feed" }, /* one byte where two are due */
        { CHUNKED "3\r\nabc\r\nE\r\n", TOLD "abc body_too_large" },
        { CHUNKED "11\r\n", TOLD " body_too_large" },
        { CHUNKED "0\r\n x\r\n", TOLD " folded_header" },
        { CHUNKED "0\r\nContent-Length: 1\r\n", TOLD " bad_trailer" },
        { CHUNKED "0\r\nHost: h\r\n", TOLD " bad_trailer" },
        { CHUNKED "0\r\nbad\r\n", TOLD " bad_header_name" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
}

TEST(a_body_ends_where_its_length_says)
{
    static const struct told cases[] = {
        { "POST / HTTP/1.1\r\n" H "Content-Length: 16\r\n\r\n0123456789abcdefGET ",
          "POST /? host=h host=h content-length=16;0123456789abcdef done. cut" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 17\r\n\r\n",
          "POST /? host=h host=h content-length=17; body_too_large" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabc",
          "POST /? host=h host=h content-length=5;abccut" },
    };
    check_all(HTTP_REQUEST, cases, COUNT_OF(cases));
}

TEST(responses_end_in_each_of_the_ways)
{
    static const struct told cases[] = {
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
          "200 OK content-length=2;hi done. between" },
        { "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
          "200  transfer-encoding=chunked;hi done. between" },
        { "HTTP/1.1 204\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
          "204 ; done. 304 Not Modified content-length=9; done. between" },
        { "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nall the rest",
          "100 Continue; done. 200 OK closes;all the restended" },
        { "HTTP/1.1 200 OK\r\n\r\n01234567890123456", "200 OK;0123456789012345 body_too_large" },
        { "HTTP/1.1 20 OK\r\n", " bad_first_line" },
        { "HTTP/1.1 2000 OK\r\n", " bad_first_line" },
        { "HTTP/1.1 099 OK\r\n", " bad_first_line" },
        { "HTTP/1.1 200 O\x01K\r\n", " bad_first_line" },
        { "HTTP/2.0 200 OK\r\n", " version_not_supported" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
          " length_and_transfer_encoding" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", "200 OK content-length=2;hcut" },
    };
    check_all(HTTP_RESPONSE, cases, COUNT_OF(cases));
}

static void repeat(struct buf *b, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buf_add(b, str_of(text));
}

/* A request line, then `times` times `text`: it is refused for `reason`, or goes on if NULL. */
static void check_limit(const char *start, const char *text, size_t times, const char *reason)
{
    owned(buf) struct buf in, story;
    buf_init(&in, 1 * MIB);
    buf_init(&story, 1 * MIB);
    buf_add(&in, str_of(start));
    repeat(&in, text, times);
    http_story(HTTP_REQUEST, buf_text(&in), 0, 1 * MIB, &story);
    if (!str_ends(buf_text(&story), str_of(reason)))
        CHECK_FAIL("%zu times %.20s: ...%.*s, expected %s", times, text,
                   STR_ARGS(str_from(buf_text(&story), story.len < 60 ? 0 : story.len - 60)),
                   reason);
    size_t len = story.len;
    char *before = buf_take(&story);
    http_story(HTTP_REQUEST, buf_text(&in), 1, 1 * MIB, &story);
    bool same = str_eq(buf_text(&story), (struct str){ before, len });
    mem_free(before);
    CHECK(same);
}

TEST(every_limit_is_where_it_says)
{
    const size_t line = HTTP_LINE_MOST;
    check_limit("GET /", "a", line - 4, "target_too_long");
    check_limit(REQ, "A: b\r\n", HTTP_HEADER_COUNT_MOST - 1, "cut");
    check_limit(REQ, "A: b\r\n", HTTP_HEADER_COUNT_MOST, "too_many_headers");
    check_limit(REQ "A: ", "b", line - 3, "cut");
    check_limit(REQ "A: ", "b", line - 2, "header_too_long");
    char kilobyte[1024 + 3];
    memset(kilobyte, 'x', sizeof kilobyte);
    memcpy(kilobyte, "A: ", 3);
    memcpy(kilobyte + 1024, "\r\n", 3);
    check_limit(REQ, kilobyte, 31, "cut");
    check_limit(REQ, kilobyte, 32, "headers_too_large");
    check_limit(CHUNKED "0\r\n", kilobyte, 31, "cut");
    check_limit(CHUNKED "0\r\n", kilobyte, 33, "headers_too_large");
    check_limit(CHUNKED "1;", "x", HTTP_CHUNK_LINE_MOST - 2, "cut");
    check_limit(CHUNKED "1;", "x", HTTP_CHUNK_LINE_MOST - 1, "chunk_extensions_too_long");
    check_limit(CHUNKED, "1;234567\r\na\r\n", HTTP_CHUNK_EXTRA_MOST / 7 + 1,
                "chunk_extensions_too_long");
}

TEST(a_target_has_a_limit_of_its_own)
{
    owned(buf) struct buf in, story;
    buf_init(&in, 1 * MIB);
    buf_init(&story, 1 * MIB);
    buf_add(&in, STR("GET /"));
    repeat(&in, "a", HTTP_TARGET_MOST);
    buf_add(&in, STR(" HTTP/1.1\r\n"));
    http_story(HTTP_REQUEST, buf_text(&in), 0, 0, &story);
    CHECK_STR(buf_text(&story), " target_too_long");
}

TEST(a_head_response_has_no_body_whatever_its_length_says)
{
    char *space = mem_new(HTTP_PARSE_SPACE);
    struct http_parser *p = mem_new(sizeof *p);
    struct str in = STR("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHTTP"), piece;
    http_parser_init(p, HTTP_RESPONSE, space);
    p->bodiless = true;
    CHECK_INT(http_parse(p, &in, &piece), HTTP_HEAD);
    CHECK_INT(http_parse(p, &in, &piece), HTTP_DONE);
    CHECK(http_parser_at_end(p));
    CHECK_STR(in, "HTTP");
    mem_free(p);
    mem_free(space);
}

TEST(a_list_is_searched_by_items_not_by_letters)
{
    CHECK(http_list_has(STR("keep-alive, Upgrade"), STR("upgrade")));
    CHECK(http_list_has(STR(" close "), STR("close")));
    CHECK(!http_list_has(STR("closed, not close"), STR("close")));
    CHECK(!http_list_has(STR(""), STR("close")));
}

TEST(headers_are_found_by_name_and_the_first_counts)
{
    struct http_head *h = mem_new(sizeof *h);
    char lines[][8] = { "A: 1", "B: 2", "a: 3" };
    http_head_init(h, false);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        CHECK_INT(http_head_header(h, lines[i], strlen(lines[i])), HTTP_FINE);
    CHECK_STR(http_head_get(h, STR("a")), "1");
    CHECK_STR(http_head_get(h, STR("b")), "2");
    CHECK(!http_head_get(h, STR("c")).ptr);
    mem_free(h);
}

TEST(every_status_that_errors_map_to_has_a_name)
{
    for (enum err_kind kind = ERR_NONE; kind < ERR_KINDS; kind++)
        CHECK(strcmp(http_status_text(err_kind_row(kind)->http), "Other") != 0);
    for (enum http_fault fault = HTTP_FINE; fault < HTTP_FAULTS; fault++)
        CHECK(strcmp(http_status_text(http_fault_row(fault)->status), "Other") != 0);
    CHECK_TEXT(http_status_text(599), "Other");
}
