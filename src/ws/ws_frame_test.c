/* Frames: what is taken, what is refused and why, whatever the cuts. */
#include "ws/ws_story.h"

#include "base/test.h"

#include <stdio.h>

enum { MESSAGE_MOST = 70000 };

/* Each case is told whole, byte by byte, and in pieces of a few sizes: always the same story. */
static void check_story(enum ws_role role, struct str input, const char *expected)
{
    static const size_t steps[] = { 0, 1, 2, 3, 7, 64 };
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        owned(buf) struct buf story;
        buf_init(&story, 256 * KIB);
        ws_story(role, input, steps[i], MESSAGE_MOST, &story);
        if (!str_eq(buf_text(&story), str_of(expected)))
            CHECK_FAIL("\"%s\" in steps of %zu, told: \"%.*s\"", expected, steps[i],
                       STR_ARGS(buf_text(&story)));
    }
}

struct told {
    struct str bytes;
    const char *story;
};

static void check_all(enum ws_role role, const struct told *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_story(role, cases[i].bytes, cases[i].story);
}

/* The examples of RFC 6455, section 5.7. */
TEST(the_standards_examples_are_understood)
{
    static const struct told to_client[] = {
        { STR_INIT("\x81\x05Hello"), "text \"Hello\" " },
        { STR_INIT("\x01\x03Hel\x80\x02lo"), "text \"Hello\" " },
        { STR_INIT("\x89\x05Hello"), "ping \"Hello\" " },
    };
    static const struct told to_server[] = {
        { STR_INIT("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), "text \"Hello\" " },
        { STR_INIT("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), "pong \"Hello\" " },
    };
    check_all(WS_CLIENT, to_client, COUNT_OF(to_client));
    check_all(WS_SERVER, to_server, COUNT_OF(to_server));
}

TEST(messages_may_be_empty_in_fragments_and_interrupted_by_controls)
{
    static const struct told cases[] = {
        { STR_INIT("\x81\x00\x82\x00"), "text \"\" binary \"\" " },
        { STR_INIT("\x01\x00\x00\x00\x80\x00"), "text \"\" " },
        { STR_INIT("\x01\x01"
                   "a\x89\x01p\x00\x01"
                   "b\x8a\x00\x80\x01"
                   "c"),
          "ping \"p\" pong \"\" text \"abc\" " },
        { STR_INIT("\x02\x02\xff\xfe\x80\x00"), "binary \"\xff\xfe\" " },
        { STR_INIT("\x88\x00"), "close 1005  \"\" " },
        { STR_INIT("\x88\x05\x03\xe8"
                   "bye\x81\x00garbage"),
          "close 1000  \"bye\" " },
        { STR_INIT("\x01\x01"
                   "a\x88\x02\x0f\xa0"),
          "close 4000  \"\" " },
    };
    check_all(WS_CLIENT, cases, COUNT_OF(cases));
}

TEST(what_is_not_the_protocol_is_refused)
{
    static const struct told cases[] = {
        { STR_INIT("\xc1\x00"), "refused reserved_bit" },
        { STR_INIT("\xa1\x00"), "refused reserved_bit" },
        { STR_INIT("\x91\x00"), "refused reserved_bit" },
        { STR_INIT("\x83\x00"), "refused unknown_opcode" },
        { STR_INIT("\x87\x00"), "refused unknown_opcode" },
        { STR_INIT("\x8b\x00"), "refused unknown_opcode" },
        { STR_INIT("\x8f\x00"), "refused unknown_opcode" },
        { STR_INIT("\x81\x80mask"), "refused wrong_side_masks" },
        { STR_INIT("\x09\x00"), "refused bad_control_frame" },
        { STR_INIT("\x89\x7e\x00\x7e"), "refused bad_control_frame" },
        { STR_INIT("\x80\x00"), "refused nothing_to_continue" },
        { STR_INIT("\x81\x00\x00\x00"), "text \"\" refused nothing_to_continue" },
        { STR_INIT("\x01\x00\x81\x00"), "refused message_inside_another" },
        { STR_INIT("\x01\x00\x02\x00"), "refused message_inside_another" },
        { STR_INIT("\x82\x7e\x00\x7d"), "refused bad_frame_length" },
        { STR_INIT("\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"), "refused bad_frame_length" },
        { STR_INIT("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"), "refused bad_frame_length" },
        { STR_INIT("\x82\x7f\x00\x00\x00\x00\x00\x01\x11\x71"), "refused message_too_large" },
        { STR_INIT("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), "refused message_too_large" },
        { STR_INIT("\x88\x01x"), "refused bad_close_code" },
        { STR_INIT("\x88\x03\x03\xe8\xff"), "refused not_utf8" },
    };
    check_all(WS_CLIENT, cases, COUNT_OF(cases));
    check_story(WS_SERVER, STR("\x81\x00"), "refused wrong_side_masks");
}

TEST(only_codes_that_may_be_sent_are_taken)
{
    static const struct {
        int first, last;
        bool good;
    } ranges[] = {
        { 0, 999, false },     { 1000, 1003, true }, { 1004, 1006, false },  { 1007, 1014, true },
        { 1015, 2999, false }, { 3000, 4999, true }, { 5000, 65535, false },
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++)
        for (int code = ranges[i].first; code <= ranges[i].last; code++) {
            char frame[] = { (char)0x88, 2, (char)(code >> 8), (char)code }, story[64] = { 0 };
            owned(buf) struct buf told;
            buf_init(&told, sizeof story);
            ws_story(WS_CLIENT, (struct str){ frame, sizeof frame }, 0, 0, &told);
            snprintf(story, sizeof story, "close %d  \"\" ", code);
            CHECK_STR(buf_text(&told), ranges[i].good ? story : "refused bad_close_code");
        }
}

TEST(text_is_utf8_also_across_fragments)
{
    static const struct told cases[] = {
        { STR_INIT("\x01\x01\xce\x00\x00\x80\x01\xba"), "text \"\xce\xba\" " },
        { STR_INIT("\x01\x01\xf0\x00\x01\x9f\x00\x01\x98\x80\x02\x80!"),
          "text \"\xf0\x9f\x98\x80!\" " },
        { STR_INIT("\x81\x01\xce"), "refused not_utf8" },
        { STR_INIT("\x01\x01\xce\x80\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x01\xff\x89\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x02\xe0\x80\x89\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x02\xed\xa0\x89\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x02\xf4\x90\x89\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x02\xf0\x8f\x89\x00"), "refused not_utf8" },
        { STR_INIT("\x01\x02\xf4\x8f\x89\x00\x80\x02\xbf\xbf"),
          "ping \"\" text \"\xf4\x8f\xbf\xbf\" " },
        { STR_INIT("\x01\x01\xc1\x89\x00"), "refused not_utf8" },
    };
    check_all(WS_CLIENT, cases, COUNT_OF(cases));
}

TEST(every_pair_of_bytes_is_judged_as_soon_as_it_is_wrong)
{
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char bytes[] = { (char)(pair >> 8), (char)pair };
        const struct str both = { bytes, 2 };
        struct ws_text whole = { 0 }, cut = { 0 };
        bool taken = ws_text_add(&whole, both);
        bool taken_cut = ws_text_add(&cut, str_first(both, 1)) &&
                         ws_text_add(&cut, str_from(both, 1));
        if (taken != taken_cut)
            CHECK_FAIL("%04x: whole %d, cut %d", pair, taken, taken_cut);
        CHECK_INT(taken && ws_text_is_whole(&whole), utf8_valid(both));
        CHECK_INT(taken_cut && ws_text_is_whole(&cut), utf8_valid(both));
    }
}

TEST(frames_that_are_written_can_be_read_in_every_length_and_by_either_side)
{
    static const size_t lens[] = { 0, 1, 125, 126, 127, 65535, 65536, MESSAGE_MOST };
    static const unsigned char mask[4] = { 1, 2, 3, 0xff };
    static char payload[MESSAGE_MOST], frame[MESSAGE_MOST + WS_HEAD_MOST];
    for (size_t i = 0; i < COUNT_OF(lens); i++)
        for (int masked = 0; masked < 2; masked++) {
            owned(buf) struct buf told, expected;
            buf_init(&told, 256 * KIB), buf_init(&expected, 256 * KIB);
            memset(payload, 'x', lens[i]);
            size_t head = ws_head(frame, WS_BINARY, true, lens[i], masked ? mask : NULL);
            memcpy(frame + head, payload, lens[i]);
            if (masked)
                ws_mask(frame + head, lens[i], mask, 0);
            ws_story(masked ? WS_SERVER : WS_CLIENT, (struct str){ frame, head + lens[i] }, 1000,
                     MESSAGE_MOST, &told);
            buf_printf(&expected, "binary \"%.*s\" ", (int)lens[i], payload);
            CHECK(str_eq(buf_text(&told), buf_text(&expected)));
        }
}

TEST(a_mask_goes_on_where_it_was)
{
    static const unsigned char mask[4] = { 0x11, 0x22, 0x44, 0x88 };
    for (size_t at = 0; at < 9; at++)
        for (size_t len = 0; len < 40; len++) {
            char bytes[40] = { 0 };
            ws_mask(bytes, len, mask, at);
            for (size_t i = 0; i < sizeof bytes; i++)
                CHECK_INT((unsigned char)bytes[i], i < len ? mask[(at + i) % 4] : 0);
        }
}
