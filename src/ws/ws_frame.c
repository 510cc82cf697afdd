/* The frame parser: see ws_frame.h.
 *
 *     HEAD -> LENGTH --+-> PAYLOAD --+-> HEAD
 *                      '-> CONTROL --+-> HEAD
 *                                    '-> ENDED   (after a close)
 *     any -> FAILED
 *
 * A state takes what it can from the input and names an event, or GO_ON when the next state should
 * look at once. A head is judged twice, by its first two bytes and when it is whole, so that the
 * same bytes are judged in the same order whatever the cuts. */
#include "ws/ws_frame.h"

enum state { HEAD, LENGTH, PAYLOAD, CONTROL, ENDED, FAILED };

enum { GO_ON = -1 };

enum { FINAL = 0x80, RESERVED = 0x70, OPCODE = 0x0f, MASKED = 0x80, SHORT_LEN = 0x7f };

const struct ws_fault_row *ws_fault_row(enum ws_fault fault)
{
    static const struct ws_fault_row rows[] = {
        [WS_FINE] = { "", 1000 },
#define WS_FAULT(constant, reason, code) [WS_BAD_##constant] = { #reason, code },
#include "ws/ws_faults.def"
#undef WS_FAULT
    };
    return &rows[fault];
}

static int fail(struct ws_parser *p, enum ws_fault fault)
{
    p->fault = (unsigned char)fault;
    p->state = FAILED;
    return WS_REFUSED;
}

static int go(struct ws_parser *p, enum state next)
{
    p->state = (unsigned char)next;
    return GO_ON;
}

static void take(struct ws_bytes *in, size_t n)
{
    in->ptr += n;
    in->len -= n;
}

/* Heads */

/* The head's first `need` bytes. */
static bool gather(struct ws_parser *p, struct ws_bytes *in, size_t need)
{
    size_t n = MIN_OF(need - p->head_len, in->len);
    if (n)
        memcpy(p->head + p->head_len, in->ptr, n);
    p->head_len = (unsigned char)(p->head_len + n);
    take(in, n);
    return p->head_len == need;
}

static bool is_control(const struct ws_parser *p)
{
    return p->opcode >= WS_CLOSE;
}

static enum ws_fault judge_start(const struct ws_parser *p)
{
    bool data = p->opcode <= WS_BINARY;
    if (p->head[0] & RESERVED)
        return WS_BAD_RESERVED;
    if (!data && !(p->opcode >= WS_CLOSE && p->opcode <= WS_PONG))
        return WS_BAD_OPCODE;
    if (!(p->head[1] & MASKED) == (p->role == WS_SERVER))
        return WS_BAD_MASK;
    if (!data && (!p->final || (p->head[1] & SHORT_LEN) > WS_CONTROL_MOST))
        return WS_BAD_CONTROL;
    if (p->opcode == WS_CONTINUATION && !p->in_message)
        return WS_BAD_NOT_BEGUN;
    if (data && p->opcode != WS_CONTINUATION && p->in_message)
        return WS_BAD_NOT_ENDED;
    return WS_FINE;
}

static int head(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    (void)out_piece;
    if (!gather(p, in, 2))
        return WS_MORE;
    p->opcode = p->head[0] & OPCODE;
    p->final = p->head[0] & FINAL;
    enum ws_fault fault = judge_start(p);
    return fault ? fail(p, fault) : go(p, LENGTH);
}

static size_t length_bytes(const struct ws_parser *p)
{
    unsigned char len = p->head[1] & SHORT_LEN;
    return len == 127 ? 8 : len == 126 ? 2 : 0;
}

static uint64_t read_length(const struct ws_parser *p, size_t n)
{
    uint64_t len = n ? 0 : p->head[1] & SHORT_LEN;
    for (size_t i = 0; i < n; i++)
        len = len << 8 | p->head[2 + i];
    return len;
}

static bool is_shortest(uint64_t len, size_t n)
{
    return n == 8 ? len > UINT16_MAX && len <= INT64_MAX : n == 0 || len > WS_CONTROL_MOST;
}

static void begin_message(struct ws_parser *p)
{
    p->message = p->opcode;
    p->message_left = p->message_most;
    p->text = (struct ws_text){ 0 };
}

static int length(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    (void)out_piece;
    size_t n = length_bytes(p), mask = p->head[1] & MASKED ? sizeof p->mask : 0;
    if (!gather(p, in, 2 + n + mask))
        return WS_MORE;
    p->head_len = 0;
    p->control_len = 0;
    p->left = read_length(p, n);
    memcpy(p->mask, p->head + 2 + n, mask);
    if (!is_shortest(p->left, n))
        return fail(p, WS_BAD_LENGTH);
    if (is_control(p))
        return go(p, CONTROL);
    if (p->opcode != WS_CONTINUATION)
        begin_message(p);
    if (p->left > p->message_left)
        return fail(p, WS_BAD_TOO_LARGE);
    p->message_left -= p->left;
    return go(p, PAYLOAD);
}

/* Messages */

/* The mask turns with the bytes, so that it always begins with the next one's. */
static void unmask(struct ws_parser *p, char *bytes, size_t n)
{
    unsigned char mask[4];
    memcpy(mask, p->mask, sizeof mask);
    if (p->role == WS_SERVER)
        ws_mask(bytes, n, mask, 0);
    for (size_t i = 0; i < sizeof mask; i++)
        p->mask[i] = mask[(i + n) % sizeof mask];
}

static int payload(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    size_t n = (size_t)MIN_OF(p->left, (uint64_t)in->len);
    if (p->left && !n)
        return WS_MORE;
    *out_piece = (struct str){ in->ptr, n };
    unmask(p, in->ptr, n);
    take(in, n);
    p->left -= n;
    p->last = p->final && !p->left;
    p->in_message = !p->last;
    if (p->message == WS_TEXT && !ws_text_add(&p->text, *out_piece))
        return fail(p, WS_BAD_NOT_TEXT);
    if (p->message == WS_TEXT && p->last && !ws_text_is_whole(&p->text))
        return fail(p, WS_BAD_NOT_TEXT);
    if (!p->left)
        go(p, HEAD);
    return n || p->last ? WS_DATA : GO_ON;
}

/* Control frames, which may stand between the fragments of a message. */

static bool is_close_code(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

static int close_frame(struct ws_parser *p)
{
    struct str reason = { 0 };
    if (p->control_len == 1 || (p->control_len && !is_close_code(ws_close_code(p, &reason))))
        return fail(p, WS_BAD_CLOSE_CODE);
    if (!utf8_valid(reason))
        return fail(p, WS_BAD_NOT_TEXT);
    go(p, ENDED);
    return WS_CONTROL;
}

static int control(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    (void)out_piece;
    size_t n = (size_t)MIN_OF(p->left, (uint64_t)in->len), len = p->control_len;
    if (n) {
        memcpy(p->control + len, in->ptr, n);
        unmask(p, p->control + len, n);
    }
    take(in, n);
    p->control_len = (unsigned char)(len + n);
    p->left -= n;
    if (p->left)
        return WS_MORE;
    if (p->opcode == WS_CLOSE)
        return close_frame(p);
    go(p, HEAD);
    return WS_CONTROL;
}

static int ended(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    (void)p, (void)out_piece;
    take(in, in->len);
    return WS_MORE;
}

static int failed(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    (void)p, (void)in, (void)out_piece;
    return WS_REFUSED;
}

static int (*const states[])(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece) = {
    [HEAD] = head,       [LENGTH] = length, [PAYLOAD] = payload,
    [CONTROL] = control, [ENDED] = ended,   [FAILED] = failed,
};

void ws_parser_init(struct ws_parser *p, enum ws_role role, uint64_t message_most)
{
    *p = (struct ws_parser){ .role = (unsigned char)role, .message_most = message_most };
}

enum ws_event ws_parse(struct ws_parser *p, struct ws_bytes *in, struct str *out_piece)
{
    int event;
    do
        event = states[p->state](p, in, out_piece);
    while (event == GO_ON);
    return (enum ws_event)event;
}

int ws_close_code(const struct ws_parser *p, struct str *out_reason)
{
    if (p->control_len < 2)
        return 1005;
    *out_reason = (struct str){ p->control + 2, p->control_len - 2u };
    return (unsigned char)p->control[0] << 8 | (unsigned char)p->control[1];
}

/* Writing */

size_t ws_head(char out[WS_HEAD_MOST], enum ws_opcode opcode, bool final, uint64_t len,
               const unsigned char *mask)
{
    size_t n = len > UINT16_MAX ? 8 : len > WS_CONTROL_MOST ? 2 : 0;
    out[0] = (char)(opcode | (final ? FINAL : 0));
    out[1] = (char)((n == 8 ? 127 : n == 2 ? 126 : len) | (mask ? MASKED : 0));
    for (size_t i = 0; i < n; i++)
        out[2 + i] = (char)(len >> (8 * (n - 1 - i)));
    if (!mask)
        return 2 + n;
    memcpy(out + 2 + n, mask, 4);
    return 2 + n + 4;
}

void ws_mask(char *bytes, size_t len, const unsigned char mask[4], uint64_t at)
{
    unsigned char turned[8];
    uint64_t word, eight;
    size_t i = 0;
    for (size_t k = 0; k < sizeof turned; k++)
        turned[k] = mask[(at + k) % 4];
    memcpy(&eight, turned, sizeof eight);
    for (; i + sizeof word <= len; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        word ^= eight;
        memcpy(bytes + i, &word, sizeof word);
    }
    for (; i < len; i++)
        bytes[i] = (char)(bytes[i] ^ turned[i % 4]);
}
