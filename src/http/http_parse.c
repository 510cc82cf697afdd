/* The message parser: see http_parse.h.
 *
 *     FIRST_LINE -> HEADERS -+-> SIZED ---------------------------------+-> END
 *                            +-> CHUNK_SIZE -> CHUNK_DATA -> CHUNK_END  |
 *                            |       |  ^______________________|        |
 *                            |       '----> TRAILERS -------------------+
 *                            +-> UNTIL_CLOSE (responses) ---------------+
 *                            '------------------------------------------'
 *     any -> FAILED
 *
 * A state takes what it can from the input and names an event, or GO_ON when the next state
 * should look at once. Everything but bodies is lines: one is gathered in the lent space, at
 * most so many bytes, and judged when its line feed has come. So the same bytes are judged in
 * the same order whatever the cuts. */
#include "http/http_parse.h"

enum state {
    FIRST_LINE,
    HEADERS,
    SIZED,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILERS,
    UNTIL_CLOSE,
    END,
    FAILED,
};

enum { GO_ON = -1 };

static int fail(struct http_parser *p, enum http_fault fault)
{
    p->fault = fault;
    p->state = FAILED;
    return HTTP_REFUSED;
}

static int go(struct http_parser *p, enum state next)
{
    p->state = (unsigned char)next;
    return GO_ON;
}

struct line {
    char *ptr;
    size_t len; /* without its end */
};

/* GO_ON: *out_line is complete. It lies behind the lines kept so far, until the next gather(). A
 * line of more than `most` bytes, its end included, is refused as `too_long`. */
static int gather(struct http_parser *p, struct str *in, size_t most, enum http_fault too_long,
                  struct line *out_line)
{
    const char *lf = in->len ? memchr(in->ptr, '\n', in->len) : NULL;
    size_t n = lf ? (size_t)(lf - in->ptr) + 1 : in->len;
    char *line = p->space + p->kept;
    if (n > most - p->line_len)
        return fail(p, too_long);
    if (n)
        memcpy(line + p->line_len, in->ptr, n);
    *in = str_from(*in, n);
    p->line_len += n;
    if (!lf)
        return HTTP_MORE;
    size_t len = p->line_len;
    p->line_len = 0;
    if (len < 2 || line[len - 2] != '\r')
        return fail(p, HTTP_BAD_BARE_LF);
    *out_line = (struct line){ line, len - 2 };
    return GO_ON;
}

static int first_line(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)out_piece;
    struct line line;
    int event = gather(p, in, HTTP_LINE_MOST, HTTP_BAD_TARGET_LONG, &line);
    if (event != GO_ON)
        return event;
    if (!line.len && !p->skipped_line) { /* old clients end a body with one too many */
        p->skipped_line = true;
        return GO_ON;
    }
    enum http_fault fault = http_head_first_line(&p->head, (struct str){ line.ptr, line.len });
    if (fault)
        return fail(p, fault);
    p->kept = line.len;
    return go(p, HEADERS);
}

/* RFC 9112, section 6.3. */
static enum state body_state(const struct http_parser *p)
{
    const struct http_head *h = &p->head;
    if (h->is_response && (p->bodiless || h->status < 200 || h->status == 204 || h->status == 304))
        return END;
    if (h->chunked)
        return CHUNK_SIZE;
    if (h->has_length || !h->is_response)
        return h->length ? SIZED : END;
    return UNTIL_CLOSE;
}

static int head_is_complete(struct http_parser *p)
{
    enum http_fault fault = http_head_check(&p->head);
    if (fault)
        return fail(p, fault);
    p->body_left = p->head.length;
    go(p, body_state(p));
    return HTTP_HEAD;
}

static int headers(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)out_piece;
    struct line line;
    size_t room = HTTP_HEADERS_MOST - p->kept;
    int event = gather(p, in, MIN_OF(room, (size_t)HTTP_LINE_MOST),
                       room < HTTP_LINE_MOST ? HTTP_BAD_HEADERS_LARGE : HTTP_BAD_HEADER_LONG,
                       &line);
    if (event != GO_ON)
        return event;
    if (!line.len)
        return head_is_complete(p);
    enum http_fault fault = http_head_header(&p->head, line.ptr, line.len);
    if (fault)
        return fail(p, fault);
    p->kept += line.len;
    return GO_ON;
}

/* Hands out what belongs to the body; `next` when that was the last of it. */
static int body_piece(struct http_parser *p, struct str *in, struct str *out_piece, enum state next)
{
    *out_piece = str_first(*in, (size_t)MIN_OF(p->body_left, (uint64_t)SIZE_MAX));
    if (!out_piece->len)
        return HTTP_MORE;
    *in = str_from(*in, out_piece->len);
    p->body_left -= out_piece->len;
    if (!p->body_left)
        go(p, next);
    return HTTP_BODY;
}

static int sized(struct http_parser *p, struct str *in, struct str *out_piece)
{
    if (p->head.length > p->body_most)
        return fail(p, HTTP_BAD_BODY_LARGE);
    return body_piece(p, in, out_piece, END);
}

static int hex_digit(char c)
{
    switch (c) {
    case '0' ... '9': return c - '0';
    case 'a' ... 'f': return c - 'a' + 10;
    case 'A' ... 'F': return c - 'A' + 10;
    default: return -1;
    }
}

/* Twelve digits are 256 TB: enough, and nothing can overflow. Returns how many were read. */
static size_t read_hex(const struct line *line, uint64_t *out)
{
    enum { DIGITS_MOST = 12 };
    size_t n = 0;
    uint64_t value = 0;
    for (int d; n < line->len && n <= DIGITS_MOST && (d = hex_digit(line->ptr[n])) >= 0; n++)
        value = value << 4 | (uint64_t)d;
    *out = value;
    return n <= DIGITS_MOST ? n : 0;
}

/* How long a value in quotes is, with them; 0 if it does not end. */
static size_t quoted_len(struct str s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] == '"')
            return i + 1;
        i += s.ptr[i] == '\\';
    }
    return 0;
}

/* Any number of ";name", ";name=value", ";name=\"a;b\"". */
static bool are_extensions(struct str s)
{
    while (s.len) {
        size_t name = http_token_len(str_from(s, 1)), value = 0;
        bool has_value = name && str_starts(str_from(s, 1 + name), STR("="));
        if (s.ptr[0] != ';' || !name)
            return false;
        s = str_from(s, 1 + name + has_value);
        if (has_value)
            value = str_starts(s, STR("\"")) ? quoted_len(s) : http_token_len(s);
        if (has_value && !value)
            return false;
        s = str_from(s, value);
    }
    return true;
}

/* Extensions are read over, but not without end: they are a way to make us read much for little. */
static enum http_fault chunk_line(struct http_parser *p, const struct line *line)
{
    size_t digits = read_hex(line, &p->body_left), extra = line->len - digits;
    struct str extensions = { line->ptr + digits, extra };
    if (!digits || !http_is_header_text(extensions) || !are_extensions(extensions))
        return HTTP_BAD_CHUNK_SIZE;
    if (extra > p->extra_left)
        return HTTP_BAD_CHUNK_EXTRA;
    p->extra_left -= extra;
    if (p->body_left > p->body_most - p->body_seen)
        return HTTP_BAD_BODY_LARGE;
    p->body_seen += p->body_left;
    return HTTP_FINE;
}

static int chunk_size(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)out_piece;
    struct line line;
    int event = gather(p, in, HTTP_CHUNK_LINE_MOST, HTTP_BAD_CHUNK_EXTRA, &line);
    if (event != GO_ON)
        return event;
    enum http_fault fault = chunk_line(p, &line);
    if (fault)
        return fail(p, fault);
    return go(p, p->body_left ? CHUNK_DATA : TRAILERS);
}

static int chunk_data(struct http_parser *p, struct str *in, struct str *out_piece)
{
    return body_piece(p, in, out_piece, CHUNK_END);
}

static int chunk_end(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)out_piece;
    struct line line;
    int event = gather(p, in, 2, HTTP_BAD_CHUNK_END, &line);
    return event == GO_ON ? go(p, CHUNK_SIZE) : event;
}

/* Trailers are checked for their form and dropped: nobody has yet needed one, and as headers that
 * come after the decision they are a way around it. */
static int trailers(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)out_piece;
    struct line line;
    int event = gather(p, in, MIN_OF(p->trailers_left, (size_t)HTTP_LINE_MOST),
                       HTTP_BAD_HEADERS_LARGE, &line);
    if (event != GO_ON)
        return event;
    if (!line.len)
        return go(p, END);
    enum http_fault fault = http_head_trailer(line.ptr, line.len);
    if (fault)
        return fail(p, fault);
    p->trailers_left -= line.len;
    return GO_ON;
}

static int until_close(struct http_parser *p, struct str *in, struct str *out_piece)
{
    *out_piece = str_first(*in, (size_t)MIN_OF(p->body_most - p->body_seen, (uint64_t)SIZE_MAX));
    if (!out_piece->len)
        return in->len ? fail(p, HTTP_BAD_BODY_LARGE) : HTTP_MORE;
    p->body_seen += out_piece->len;
    *in = str_from(*in, out_piece->len);
    return HTTP_BODY;
}

static int end(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)p, (void)in, (void)out_piece;
    return HTTP_DONE;
}

static int failed(struct http_parser *p, struct str *in, struct str *out_piece)
{
    (void)p, (void)in, (void)out_piece;
    return HTTP_REFUSED;
}

static int (*const states[])(struct http_parser *p, struct str *in, struct str *out_piece) = {
    [FIRST_LINE] = first_line, [HEADERS] = headers,         [SIZED] = sized,
    [CHUNK_SIZE] = chunk_size, [CHUNK_DATA] = chunk_data,   [CHUNK_END] = chunk_end,
    [TRAILERS] = trailers,     [UNTIL_CLOSE] = until_close, [END] = end,
    [FAILED] = failed,
};

void http_parser_init(struct http_parser *p, enum http_role role, char *space)
{
    memset(p, 0, offsetof(struct http_parser, head));
    p->space = space;
    p->body_most = UINT64_MAX;
    p->extra_left = HTTP_CHUNK_EXTRA_MOST;
    p->trailers_left = HTTP_HEADERS_MOST;
    http_head_init(&p->head, role == HTTP_RESPONSE);
}

enum http_event http_parse(struct http_parser *p, struct str *in, struct str *out_piece)
{
    int event;
    do
        event = states[p->state](p, in, out_piece);
    while (event == GO_ON);
    return (enum http_event)event;
}

enum http_event http_parse_end(struct http_parser *p)
{
    if (p->state == UNTIL_CLOSE)
        go(p, END);
    if (p->state == END)
        return HTTP_DONE;
    if (p->state == FIRST_LINE && !p->line_len)
        return HTTP_MORE;
    return (enum http_event)(p->state == FAILED ? HTTP_REFUSED : fail(p, HTTP_BAD_CUT_SHORT));
}

void http_parser_limit_body(struct http_parser *p, uint64_t most)
{
    p->body_most = most;
}

bool http_parser_at_end(const struct http_parser *p)
{
    return p->state == END;
}
