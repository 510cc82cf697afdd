/* http_parse: HTTP/1.1 messages out of bytes, however they are cut.
 *
 * Feed it what arrived; it takes what it needs and says what it found:
 *
 *     HTTP_HEAD    the head is complete: see `head`, which stays until http_parser_init()
 *     HTTP_BODY    a piece of the body, pointing into what was fed, chunks already undone
 *     HTTP_DONE    the message is over; what is left of the input belongs to the next
 *     HTTP_MORE    all was taken; feed more
 *     HTTP_REFUSED not HTTP, or too much of it: see `fault`; nothing more can be read
 *
 * What it finds does not depend on where the input was cut. It allocates nothing: the lines of a
 * head are kept in a space that the owner lends it. */
#pragma once
#include "http/http_head.h"

enum http_event { HTTP_MORE, HTTP_HEAD, HTTP_BODY, HTTP_DONE, HTTP_REFUSED };
enum http_role { HTTP_REQUEST, HTTP_RESPONSE };

enum { HTTP_PARSE_SPACE = HTTP_HEADERS_MOST + HTTP_LINE_MOST };

struct http_parser {
    unsigned char state; /* see http_parse.c */
    bool skipped_line;   /* an empty line before the head was forgiven */
    bool bodiless;       /* a response to HEAD */
    enum http_fault fault;
    char *space;     /* HTTP_PARSE_SPACE bytes: the head's lines, then the line that arrives */
    size_t kept;     /* how much of it the head has */
    size_t line_len; /* and how much of the next line came so far */
    uint64_t body_left, body_seen, body_most;
    size_t extra_left, trailers_left;
    struct http_head head;
};

void http_parser_init(struct http_parser *p, enum http_role role, char *space);

/* Takes from the front of `*in`. With HTTP_BODY, *out_piece is not empty. */
enum http_event http_parse(struct http_parser *p, struct str *in, struct str *out_piece);

/* The peer will send no more: HTTP_DONE if that is a way to end, else HTTP_REFUSED; HTTP_MORE if
 * nothing had begun. */
enum http_event http_parse_end(struct http_parser *p);

/* Between HTTP_HEAD and the body: a larger body is refused. At first there is no limit. */
void http_parser_limit_body(struct http_parser *p, uint64_t most);

/* True from HTTP_HEAD on for a message whose body was read to its end, or has none. */
bool http_parser_at_end(const struct http_parser *p);
