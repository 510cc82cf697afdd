/* http_head: what the head of a request or response says, line by line (RFC 9112, RFC 9110).
 *
 * Strict: where the standard lets a server be lenient and two readers of one message could come
 * to differ about where it ends, the message is refused. Each function takes one line without
 * its end. Nothing is copied: what is found points into the lines, which must stay. */
#pragma once
#include "base/base.h"

enum http_fault {
    HTTP_FINE,
#define HTTP_FAULT(constant, reason, status) HTTP_BAD_##constant,
#include "http/http_faults.def"
#undef HTTP_FAULT
    HTTP_FAULTS
};

struct http_fault_row {
    const char *reason;
    int status;
};
const struct http_fault_row *http_fault_row(enum http_fault fault);

struct http_header {
    struct str name, value; /* the name in lower case, the value without blanks around it */
};

struct http_head {
    bool is_response;
    int minor_version; /* HTTP/1.0 or HTTP/1.1 */

    struct str method, target; /* as sent */
    struct str path, query;    /* of the target, still encoded; the query without its '?' */
    struct str host;           /* of the target if it names one, else of the Host header */

    int status;
    struct str reason;

    /* What certain headers mean. */
    bool keep_alive, upgrade, expects_continue, chunked, has_length, has_host;
    uint64_t length;

    size_t n_headers;
    struct http_header headers[HTTP_HEADER_COUNT_MOST];
};

void http_head_init(struct http_head *h, bool is_response);
enum http_fault http_head_first_line(struct http_head *h, struct str line);
/* Lowers the name's case in place. */
enum http_fault http_head_header(struct http_head *h, char *line, size_t len);
/* A trailer has the form of a header; what it says is ignored, unless it comes too late to say it.
 */
enum http_fault http_head_trailer(char *line, size_t len);
/* After the last line: is what must be there there, once? */
enum http_fault http_head_check(const struct http_head *h);

/* The value of the first such header, by its name in lower case; STR_NONE if there is none. */
struct str http_head_get(const struct http_head *h, struct str name);

size_t http_token_len(struct str s); /* of the one that it begins with */
/* No control characters but the tab. */
bool http_is_header_text(struct str s);

/* What stands in a comma-separated list: true if `word` (in any case) is one of its items. */
bool http_list_has(struct str list, struct str word);

const char *http_status_text(int status);
