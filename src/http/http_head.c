/* Heads of messages: see http_head.h. Which bytes may stand where is one table of classes; which
 * headers mean something to the transport is another. */
#include "http/http_head.h"

enum {
    NAME = 1,   /* token: header names and the like */
    TARGET = 2, /* request targets: what browsers send, without blanks, quotes and fragments */
    HOST = 4,   /* host and port */
    VALUE = 8,  /* header values: no control characters but the tab */
    DIGIT = 16,
    ALL = NAME | TARGET | HOST | VALUE,
};

static const unsigned char classes[256] = {
    ['\t'] = VALUE,
    [' '] = VALUE,
    ['!'] = ALL,
    ['"'] = VALUE,
    ['#'] = NAME | VALUE,
    ['$' ... '\''] = ALL,
    ['('] = TARGET | HOST | VALUE,
    [')'] = TARGET | HOST | VALUE,
    ['*'] = ALL,
    ['+'] = ALL,
    [','] = TARGET | HOST | VALUE,
    ['-'] = ALL,
    ['.'] = ALL,
    ['/'] = TARGET | VALUE,
    ['0' ... '9'] = ALL | DIGIT,
    [':'] = TARGET | HOST | VALUE,
    [';'] = TARGET | HOST | VALUE,
    ['<'] = VALUE,
    ['='] = TARGET | HOST | VALUE,
    ['>'] = VALUE,
    ['?'] = TARGET | VALUE,
    ['@'] = TARGET | VALUE,
    ['A' ... 'Z'] = ALL,
    ['['] = TARGET | HOST | VALUE,
    ['\\'] = TARGET | VALUE,
    [']'] = TARGET | HOST | VALUE,
    ['^'] = NAME | TARGET | VALUE,
    ['_'] = ALL,
    ['`'] = NAME | TARGET | VALUE,
    ['a' ... 'z'] = ALL,
    ['{'] = TARGET | VALUE,
    ['|'] = NAME | TARGET | VALUE,
    ['}'] = TARGET | VALUE,
    ['~'] = ALL,
    [0x80 ... 0xff] = VALUE,
};

/* Bytes are almost always good, so all are looked at without a branch for each. */
static bool all_are(struct str s, int class)
{
    int common = class;
    for (size_t i = 0; i < s.len; i++)
        common &= classes[(unsigned char)s.ptr[i]];
    return common == class;
}

static bool some_are(struct str s, int class)
{
    return s.len > 0 && all_are(s, class);
}

size_t http_token_len(struct str s)
{
    size_t n = 0;
    while (n < s.len && classes[(unsigned char)s.ptr[n]] & NAME)
        n++;
    return n;
}

bool http_is_header_text(struct str s)
{
    return all_are(s, VALUE);
}

const struct http_fault_row *http_fault_row(enum http_fault fault)
{
    static const struct http_fault_row rows[] = {
        [HTTP_FINE] = { "", 200 },
#define HTTP_FAULT(constant, reason, status) [HTTP_BAD_##constant] = { #reason, status },
#include "http/http_faults.def"
#undef HTTP_FAULT
    };
    return &rows[fault];
}

void http_head_init(struct http_head *h, bool is_response)
{
    memset(h, 0, offsetof(struct http_head, headers)); /* n_headers says how many of those count */
    h->is_response = is_response;
}

/* First lines */

static enum http_fault take_version(struct http_head *h, struct str version)
{
    struct str digits[] = { str_first(str_from(version, 5), 1), str_from(version, 7) };
    if (version.len != 8 || !str_starts(version, STR("HTTP/")) || version.ptr[6] != '.' ||
        !all_are(digits[0], DIGIT) || !all_are(digits[1], DIGIT))
        return HTTP_BAD_FIRST_LINE;
    if (version.ptr[5] != '1' || version.ptr[7] > '1') /* 1.2 is nothing that anybody speaks */
        return HTTP_BAD_VERSION;
    h->minor_version = version.ptr[7] - '0';
    h->keep_alive = h->minor_version > 0;
    return HTTP_FINE;
}

static void split_path(struct http_head *h, struct str rest)
{
    h->path = str_cut(&rest, '?');
    h->query = rest;
    if (!h->path.len)
        h->path = STR("/");
}

/* "http://host:port/path": a proxy's form, which a server must understand, too. A user name in
 * it has no business there. */
static enum http_fault take_absolute(struct http_head *h)
{
    static const struct str schemes[] = { STR_INIT("http://"), STR_INIT("https://") };
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        struct str start = str_first(h->target, schemes[i].len);
        if (!str_eq_nocase(start, schemes[i]))
            continue;
        struct str rest = str_from(h->target, schemes[i].len);
        size_t end = 0;
        while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
            end++;
        h->host = str_first(rest, end);
        if (!some_are(h->host, HOST))
            return HTTP_BAD_TARGET;
        split_path(h, str_from(rest, end));
        return HTTP_FINE;
    }
    return HTTP_BAD_TARGET;
}

static enum http_fault take_target(struct http_head *h)
{
    if (h->target.len > HTTP_TARGET_MOST)
        return HTTP_BAD_TARGET_LONG;
    if (!some_are(h->target, TARGET))
        return HTTP_BAD_TARGET;
    if (str_eq(h->method, STR("CONNECT")))
        return HTTP_BAD_METHOD_UNKNOWN; /* we are no proxy */
    if (h->target.ptr[0] != '/')
        return take_absolute(h);
    split_path(h, h->target);
    return HTTP_FINE;
}

static enum http_fault request_line(struct http_head *h, struct str line)
{
    h->method = str_cut(&line, ' ');
    h->target = str_cut(&line, ' ');
    if (!some_are(h->method, NAME) || !h->target.len)
        return HTTP_BAD_FIRST_LINE;
    if (h->method.len > HTTP_METHOD_MOST)
        return HTTP_BAD_METHOD_UNKNOWN;
    enum http_fault fault = take_version(h, line);
    return fault ? fault : take_target(h);
}

static enum http_fault status_line(struct http_head *h, struct str line)
{
    uint64_t status;
    enum http_fault fault = take_version(h, str_cut(&line, ' '));
    struct str digits = str_cut(&line, ' ');
    if (fault)
        return fault;
    if (digits.len != 3 || !str_to_uint(digits, &status) || status < 100 || !all_are(line, VALUE))
        return HTTP_BAD_FIRST_LINE;
    h->status = (int)status;
    h->reason = line;
    return HTTP_FINE;
}

enum http_fault http_head_first_line(struct http_head *h, struct str line)
{
    return h->is_response ? status_line(h, line) : request_line(h, line);
}

/* Headers that mean something to the transport */

static struct str trim_blanks(struct str s) /* of the two kinds that headers know */
{
    while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
        s = str_from(s, 1);
    while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

bool http_list_has(struct str list, struct str word)
{
    while (list.len)
        if (str_eq_nocase(trim_blanks(str_cut(&list, ',')), word))
            return true;
    return false;
}

static enum http_fault take_host(struct http_head *h, struct str value)
{
    if (h->has_host)
        return HTTP_BAD_HOST_TWICE;
    if (!some_are(value, HOST))
        return HTTP_BAD_HOST;
    h->has_host = true;
    if (!h->host.len)
        h->host = value;
    return HTTP_FINE;
}

/* "05", "+5", "5, 5": all of them have been read in two ways by somebody. */
static enum http_fault take_length(struct http_head *h, struct str value)
{
    if (h->has_length)
        return HTTP_BAD_LENGTH_TWICE;
    if (!str_to_uint(value, &h->length) || (value.len > 1 && value.ptr[0] == '0') ||
        h->length > COUNT_MOST)
        return HTTP_BAD_LENGTH;
    h->has_length = true;
    return HTTP_FINE;
}

/* Only "chunked", only once. What else a list could hold we cannot decode; but a list in which
 * "chunked" is not last, or an empty one, is not a matter of ability. */
static enum http_fault take_coding(struct http_head *h, struct str value)
{
    if (h->chunked || !value.len)
        return HTTP_BAD_CODING;
    if (h->minor_version == 0)
        return HTTP_BAD_CODING_TOO_OLD;
    bool unknown = false;
    for (bool more = true; more;) {
        more = memchr(value.ptr, ',', value.len) != NULL;
        struct str coding = trim_blanks(str_cut(&value, ','));
        if (!some_are(coding, NAME) || h->chunked)
            return HTTP_BAD_CODING;
        h->chunked = str_eq_nocase(coding, STR("chunked"));
        unknown = unknown || !h->chunked;
    }
    return unknown ? HTTP_BAD_CODING_UNKNOWN : HTTP_FINE;
}

static enum http_fault take_connection(struct http_head *h, struct str value)
{
    if (http_list_has(value, STR("close")))
        h->keep_alive = false;
    h->upgrade = h->upgrade || http_list_has(value, STR("upgrade"));
    return HTTP_FINE;
}

static enum http_fault take_expect(struct http_head *h, struct str value)
{
    if (h->is_response)
        return HTTP_FINE;
    if (!str_eq_nocase(value, STR("100-continue")))
        return HTTP_BAD_EXPECTATION;
    h->expects_continue = h->minor_version > 0;
    return HTTP_FINE;
}

static const struct meaning {
    struct str name;
    enum http_fault (*take)(struct http_head *h, struct str value);
    bool frames; /* says where the message ends: with tabs around it, it has been misread */
} meanings[] = {
    { STR_INIT("host"), take_host, false },
    { STR_INIT("content-length"), take_length, true },
    { STR_INIT("transfer-encoding"), take_coding, true },
    { STR_INIT("connection"), take_connection, false },
    { STR_INIT("expect"), take_expect, false },
};

static const struct meaning *meaning_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (str_eq(name, meanings[i].name))
            return &meanings[i];
    return NULL;
}

static enum http_fault split_header(char *line, size_t len, struct http_header *out)
{
    struct str value = { line, len };
    if (len && (line[0] == ' ' || line[0] == '\t'))
        return HTTP_BAD_FOLDED;
    struct str name = str_cut(&value, ':');
    if (name.len == len || !some_are(name, NAME)) /* also: a blank before the colon */
        return HTTP_BAD_HEADER_NAME;
    if (!all_are(value, VALUE))
        return HTTP_BAD_HEADER_VALUE;
    for (size_t i = 0; i < name.len; i++)
        if (line[i] >= 'A' && line[i] <= 'Z')
            line[i] = (char)(line[i] + 32);
    *out = (struct http_header){ name, trim_blanks(value) };
    return HTTP_FINE;
}

enum http_fault http_head_header(struct http_head *h, char *line, size_t len)
{
    if (h->n_headers == HTTP_HEADER_COUNT_MOST)
        return HTTP_BAD_HEADERS_MANY;
    struct http_header *header = &h->headers[h->n_headers];
    enum http_fault fault = split_header(line, len, header);
    if (fault)
        return fault;
    h->n_headers++;
    const struct meaning *m = meaning_of(header->name);
    if (m && m->frames && memchr(line, '\t', len))
        return HTTP_BAD_HEADER_VALUE;
    return m ? m->take(h, header->value) : HTTP_FINE;
}

enum http_fault http_head_trailer(char *line, size_t len)
{
    struct http_header ignored;
    enum http_fault fault = split_header(line, len, &ignored);
    if (!fault && meaning_of(ignored.name))
        return HTTP_BAD_TRAILER;
    return fault;
}

enum http_fault http_head_check(const struct http_head *h)
{
    if (h->chunked && h->has_length)
        return HTTP_BAD_LENGTH_CODING;
    if (!h->is_response && h->minor_version > 0 && !h->has_host)
        return HTTP_BAD_HOST_MISSING;
    return HTTP_FINE;
}

struct str http_head_get(const struct http_head *h, struct str name)
{
    for (size_t i = 0; i < h->n_headers; i++)
        if (str_eq(h->headers[i].name, name))
            return h->headers[i].value;
    return STR_NONE;
}

const char *http_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } rows[] = {
        { 100, "Continue" },
        { 101, "Switching Protocols" },
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 406, "Not Acceptable" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 416, "Range Not Satisfiable" },
        { 417, "Expectation Failed" },
        { 421, "Misdirected Request" },
        { 426, "Upgrade Required" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 499, "Client Closed Request" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
        { 505, "HTTP Version Not Supported" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].status == status)
            return rows[i].text;
    return "Other";
}
