/* Pages as people meet them, and what becomes of them; and what no page may do. */
#include "apart.h"
#include "base/test.h"
#include "charset.h"
#include "link.h"
#include "markdown.h"
#include "pdf.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void read_file(const char *path, struct buf *out)
{
    owned_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        CHECK_FAIL("no file %s", path);
    for (ssize_t n = 1; n > 0; out->len += (size_t)MAX_OF(n, (ssize_t)0))
        n = read(fd, buf_room(out, 64 * KIB), 64 * KIB);
}

static void render(struct str html, const char *url, bool whole, struct buf *out)
{
    owned(arena) struct arena a = { 0 };
    owned(page) struct page p = { 0 };
    arena_init(&a, 16 * MIB);
    page_open(&p, html, str_of(url), &a);
    markdown_of_page(&p, true, whole, &a, out);
}

/* PITH_PAGES_WRITE=1 writes what is expected anew: to be looked at before it is kept. */
static void check_page(const char *name)
{
    owned(buf) struct buf html = { 0 }, expected = { 0 }, got = { 0 };
    char path[4096];
    buf_init(&html, 1 * MIB);
    buf_init(&expected, 1 * MIB);
    buf_init(&got, 1 * MIB);
    snprintf(path, sizeof path, "%s/%s.html", PAGES, name);
    read_file(path, &html);
    render(buf_text(&html), "https://site.test/dir/page.html", false, &got);
    snprintf(path, sizeof path, "%s/%s.md", PAGES, name);
    if (getenv("PITH_PAGES_WRITE")) {
        owned_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        CHECK(write(fd, got.ptr, got.len) == (ssize_t)got.len);
        return;
    }
    read_file(path, &expected);
    if (!str_eq(buf_text(&got), buf_text(&expected)))
        CHECK_FAIL("%s became:\n%.*s", name, STR_ARGS(buf_text(&got)));
}

TEST(a_page_of_news_is_its_article)
{
    check_page("news");
}

TEST(a_manual_keeps_its_code_and_tables)
{
    check_page("manual");
}

TEST(a_page_from_long_ago_is_still_read)
{
    check_page("layout");
}

TEST(a_thread_is_question_and_answers)
{
    check_page("thread");
}

/* --- links --- */

TEST(references_are_resolved_as_the_standard_says)
{
    static const struct {
        const char *reference, *url;
    } rows[] = {
        { "g", "http://a/b/c/g" },
        { "./g", "http://a/b/c/g" },
        { "g/", "http://a/b/c/g/" },
        { "/g", "http://a/g" },
        { "//g", "http://g" },
        { "?y", "http://a/b/c/d;p?y" },
        { "g?y", "http://a/b/c/g?y" },
        { "g#s", "http://a/b/c/g#s" },
        { ".", "http://a/b/c/" },
        { "./", "http://a/b/c/" },
        { "..", "http://a/b/" },
        { "../g", "http://a/b/g" },
        { "../..", "http://a/" },
        { "../../../g", "http://a/g" },
        { "/./g", "http://a/g" },
        { "g/../h", "http://a/b/c/h" },
        { "http://other/x", "http://other/x" },
        { "a b", "http://a/b/c/a%20b" },
    };
    owned(arena) struct arena a = { 0 };
    arena_init(&a, 1 * MIB);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str got = link_resolve(STR("http://a/b/c/d;p?q"), str_of(rows[i].reference), &a);
        if (!str_eq(got, str_of(rows[i].url)))
            CHECK_FAIL("%s leads to %.*s", rows[i].reference, STR_ARGS(got));
    }
}

TEST(what_cannot_be_visited_is_no_link)
{
    static const char *const bad[] = {
        "javascript:alert(1)", "data:text/html,x",  "#top", "", "JaVaScRiPt:x",
        "vbscript:x",          "file:///etc/passwd"
    };
    owned(arena) struct arena a = { 0 };
    arena_init(&a, 1 * MIB);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        CHECK(!link_resolve(STR("http://a/"), str_of(bad[i]), &a).len);
}

/* --- character sets --- */

static void check_charset(struct str bytes, const char *type, const char *expected)
{
    owned(buf) struct buf out = { 0 };
    buf_init(&out, 64 * KIB);
    charset_to_utf8(bytes, str_of(type), &out);
    CHECK_STR(buf_text(&out), expected);
}

TEST(pages_are_read_in_the_letters_they_were_written_in)
{
    check_charset(STR("caf\xe9"), "text/html; charset=ISO-8859-1", "caf\xc3\xa9");
    check_charset(STR("caf\xe9 \x80"), "", "caf\xc3\xa9 \xe2\x82\xac");
    check_charset(STR("caf\xc3\xa9"), "", "caf\xc3\xa9");
    check_charset(STR("\xef\xbb\xbf"
                      "a"),
                  "text/html; charset=latin1", "a");
    check_charset(STR("\xff\xfe"
                      "a\0b\0"),
                  "", "ab");
    check_charset(STR("<meta charset='Shift_JIS'>\x83\x65"), "",
                  "<meta charset='Shift_JIS'>\xe3\x83\x86");
    check_charset(STR("<meta charset=gbk>\xc4\xe3"), "", "<meta charset=gbk>\xe4\xbd\xa0");
    check_charset(STR("a\0b"), "charset=utf-8",
                  "a\xef\xbf\xbd"
                  "b");
    check_charset(STR("a"), "text/html; charset=no-such-set", "a");
    check_charset(STR("\xf0\x28"), "charset=utf-8", "\xc3\xb0(");
}

/* --- what no page may do --- */

static void check_survives(const char *piece, size_t times, const char *end)
{
    owned(buf) struct buf html = { 0 }, got = { 0 };
    buf_init(&html, 64 * MIB);
    buf_init(&got, 64 * MIB);
    for (size_t i = 0; i < times; i++)
        buf_add(&html, str_of(piece));
    buf_add(&html, str_of(end));
    render(buf_text(&html), "http://site.test/", true, &got);
    CHECK(!got.full);
}

TEST(depth_does_not_break_it)
{
    check_survives("<div>", 3000, "deep");
    check_survives("<ul><li>", 3000, "deep");
    check_survives("<blockquote>", 3000, "deep");
    check_survives("<b><i>", 3000, "deep");
    check_survives("<table><tr><td>", 500, "deep");
    check_survives("<a href=x>", 3000, "deep");
}

static void add_table(struct buf *html, size_t rows, size_t columns, size_t letters)
{
    buf_add(html, STR("<table>"));
    for (size_t row = 0; row < rows; row++) {
        buf_add(html, STR("<tr>"));
        for (size_t column = 0; column < columns; column++) {
            buf_add(html, STR("<td>"));
            for (size_t i = 0; i < letters; i++)
                buf_add_char(html, 'x');
            buf_printf(html, " %zu.%zu</td>", row, column);
        }
        buf_add(html, STR("</tr>"));
    }
    buf_add(html, STR("</table>"));
}

TEST(a_table_too_large_to_be_drawn_is_read_all_the_same)
{
    static const struct {
        size_t rows, columns, letters;
        bool drawn;
        const char *last;
    } tables[] = { { 2000, 2, 1, true, "1999.1" },
                   { 2001, 2, 1, false, "2000.1" },
                   { 3, 32, 1, true, "2.31" },
                   { 3, 33, 1, false, "2.32" },
                   { 3, 2, 5000, false, "2.1" } };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        owned(buf) struct buf html = { 0 }, got = { 0 };
        buf_init(&html, 1 * MIB);
        buf_init(&got, 8 * MIB);
        add_table(&html, tables[i].rows, tables[i].columns, tables[i].letters);
        render(buf_text(&html), "http://site.test/", true, &got);
        buf_add_char(&got, 0);
        if (!strstr(got.ptr, tables[i].last) || tables[i].drawn != !!strstr(got.ptr, "| ---"))
            CHECK_FAIL("table %zu became: %.300s", i, got.ptr);
    }
}

TEST(nothing_that_is_said_is_lost_in_the_depth)
{
    static const struct {
        const char *tag;
        int times;
    } nests[] = { { "<blockquote>", 3000 }, { "<div>", 1000 }, { "<ul><li>", 500 } };
    for (size_t i = 0; i < COUNT_OF(nests); i++) {
        owned(buf) struct buf html = { 0 }, got = { 0 };
        buf_init(&html, 1 * MIB);
        buf_init(&got, 8 * MIB);
        for (int n = 0; n < nests[i].times; n++)
            buf_add(&html, str_of(nests[i].tag));
        for (int n = 0; n < 1000; n++)
            buf_printf(&html, "<p>line %d<script>noise</script>", n);
        render(buf_text(&html), "http://site.test/", false, &got);
        CHECK(str_find(buf_text(&got), STR("line 0"), NULL));
        CHECK(str_find(buf_text(&got), STR("line 999"), NULL));
        CHECK(!str_find(buf_text(&got), STR("noise"), NULL));
    }
}

TEST(long_words_in_one_element_are_all_there)
{
    static const char *const tags[] = { "b", "a href=/x", "code", "h2", "pre" };
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        owned(buf) struct buf html = { 0 }, got = { 0 };
        buf_init(&html, 8 * MIB);
        buf_init(&got, 8 * MIB);
        buf_printf(&html, "<%s>", tags[i]);
        for (int n = 0; n < 200000; n++)
            buf_printf(&html, "word%d ", n);
        render(buf_text(&html), "http://site.test/", true, &got);
        CHECK(str_find(buf_text(&got), STR("word199999"), NULL));
    }
}

TEST(signs_of_quotations_do_not_pile_up)
{
    owned(buf) struct buf html = { 0 }, got = { 0 };
    buf_init(&html, 1 * MIB);
    buf_init(&got, 1 * MIB);
    for (int n = 0; n < 100; n++)
        buf_add(&html, STR("<blockquote>"));
    buf_add(&html, STR("<p>one<p>two"));
    render(buf_text(&html), "http://site.test/", false, &got);
    CHECK(got.len < 4 * 2 * WRITER_NESTED_MOST);
    CHECK(str_find(buf_text(&got), STR("> > > one\n"), NULL));
    CHECK(str_find(buf_text(&got), STR("> > > two\n"), NULL));
}

TEST(nothing_at_all_is_nothing)
{
    owned(buf) struct buf got = { 0 };
    buf_init(&got, 64 * KIB);
    render(STR(""), "", false, &got);
    render(STR("<html>"), "", false, &got);
    render(STR("<script>alert(1)</script><!-- c -->"), "", true, &got);
    CHECK_INT(got.len, 0);
}

/* --- PDFs --- */

static struct {
    struct loop *loop;
    struct buf text;
    struct err *error;
} heard;

static void pdf_done(void *arg, struct str text, struct err *take_e)
{
    (void)arg;
    buf_add(&heard.text, text);
    heard.error = take_e;
    loop_stop(heard.loop);
}

static struct err *read_pdf(struct str bytes)
{
    struct pdf *p;
    buf_clear(&heard.text);
    TRY(pdf_start(heard.loop, bytes, pdf_done, NULL, &p));
    loop_run(heard.loop);
    return give(heard.error);
}

/* One page that says so, with offsets that are right. */
static void write_pdf(const char *says, struct buf *out)
{
    size_t at[5];
    owned(buf) struct buf stream;
    buf_init(&stream, 64 * KIB);
    buf_printf(&stream, "BT /F1 12 Tf 72 700 Td (%s) Tj ET", says);
    buf_printf(out, "%%PDF-1.4\n");
    at[0] = out->len;
    buf_printf(out, "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
    at[1] = out->len;
    buf_printf(out, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n");
    at[2] = out->len;
    buf_printf(out, "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
                    "/Resources<</Font<</F1 5 0 R>>>>>>endobj\n");
    at[3] = out->len;
    buf_printf(out, "4 0 obj<</Length %zu>>stream\n%.*s\nendstream endobj\n", stream.len,
               STR_ARGS(buf_text(&stream)));
    at[4] = out->len;
    buf_printf(out, "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n");
    size_t xref = out->len;
    buf_printf(out, "xref\n0 6\n0000000000 65535 f \n");
    for (size_t i = 0; i < COUNT_OF(at); i++)
        buf_printf(out, "%010zu 00000 n \n", at[i]);
    buf_printf(out, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", xref);
}

TEST(a_pdf_is_read_and_what_is_none_is_refused)
{
    owned(buf) struct buf pdf = { 0 };
    size_t at;
    buf_init(&pdf, 1 * MIB);
    buf_init(&heard.text, 1 * MIB);
    heard.loop = loop_new(LOOP_LIVE);
    write_pdf("Hello from a page", &pdf);
    CHECK_OK(read_pdf(buf_text(&pdf)));
    CHECK(str_find(buf_text(&heard.text), STR("Hello from a page"), &at));
    CHECK_REASON("bad_pdf", read_pdf(STR("<html>")));
    CHECK_REASON("bad_pdf", read_pdf(STR("%PDF-1.4\njunk")));
    CHECK_REASON("bad_pdf", read_pdf(str_first(buf_text(&pdf), 40)));
    loop_free(heard.loop);
    buf_done(&heard.text);
}

/* The one process that was started here and is there still. */
static pid_t only_child(void)
{
    char path[64];
    owned(buf) struct buf says;
    uint64_t pid = 0;
    buf_init(&says, 64 * KIB);
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    read_file(path, &says);
    CHECK(str_to_uint(str_trim(buf_text(&says)), &pid));
    return (pid_t)pid;
}

static struct err *end_pdf_by(int signal, struct str pdf)
{
    struct pdf *p;
    TRY(pdf_start(heard.loop, pdf, pdf_done, NULL, &p));
    kill(only_child(), signal);
    loop_run(heard.loop);
    return give(heard.error);
}

TEST(a_pdf_has_no_more_time_than_a_page_and_why_it_ended_is_said)
{
    owned(buf) struct buf pdf = { 0 }, limits = { 0 };
    char path[64];
    struct pdf *p;
    buf_init(&pdf, 1 * MIB);
    buf_init(&limits, 64 * KIB);
    buf_init(&heard.text, 1 * MIB);
    heard.loop = loop_new(LOOP_LIVE);
    write_pdf("never read", &pdf);
    CHECK_OK(pdf_start(heard.loop, buf_text(&pdf), pdf_done, NULL, &p));
    snprintf(path, sizeof path, "/proc/%d/limits", only_child());
    read_file(path, &limits);
    CHECK(str_find(buf_text(&limits), STR("Max cpu time              10   "), NULL));
    pdf_free(p);
    CHECK_REASON("doc_too_slow", end_pdf_by(SIGXCPU, buf_text(&pdf)));
    owned(err) struct err *e = end_pdf_by(SIGSEGV, buf_text(&pdf));
    CHECK(e && strstr(err_text(e), "Segmentation fault"));
    loop_free(heard.loop);
    buf_done(&heard.text);
}

TEST(pdfs_and_pages_share_the_places)
{
    owned(buf) struct buf pdf = { 0 };
    struct pdf *busy[APART_MOST], *one_more;
    buf_init(&pdf, 1 * MIB);
    write_pdf("one of many", &pdf);
    heard.loop = loop_new(LOOP_LIVE);
    for (size_t i = 0; i < APART_MOST; i++)
        CHECK_OK(pdf_start(heard.loop, buf_text(&pdf), pdf_done, NULL, &busy[i]));
    CHECK_REASON("doc_busy", pdf_start(heard.loop, buf_text(&pdf), pdf_done, NULL, &one_more));
    for (size_t i = 0; i < APART_MOST; i++)
        pdf_free(busy[i]);
    CHECK_OK(pdf_start(heard.loop, buf_text(&pdf), pdf_done, NULL, &one_more));
    pdf_free(one_more);
    loop_free(heard.loop);
}

/* --- apart --- */

static struct err *echo_apart(const void *what, struct buf *out)
{
    buf_add(out, str_of(what));
    return NULL;
}

static struct err *fail_apart(const void *what, struct buf *out)
{
    (void)out;
    return err_new(ERR_CONFLICT, "as_told", "%s", (const char *)what);
}

static struct err *crash_apart(const void *what, struct buf *out)
{
    (void)what, (void)out;
    abort();
}

static struct err *read_apart(apart_work_fn *work, const char *what)
{
    struct apart *a;
    buf_clear(&heard.text);
    TRY(apart_start(heard.loop, work, what, pdf_done, NULL, &a));
    loop_run(heard.loop);
    return give(heard.error);
}

static struct err *turn_apart(const void *what, struct buf *out)
{
    (void)what;
    while (!out->full)
        usleep(1000);
    return NULL;
}

TEST(what_is_read_apart_harms_nobody)
{
    struct apart *busy[APART_MOST], *one_more;
    heard.loop = loop_new(LOOP_LIVE);
    buf_init(&heard.text, 1 * MIB);
    CHECK_OK(read_apart(echo_apart, "hello"));
    CHECK_STR(buf_text(&heard.text), "hello");
    CHECK_REASON("as_told", read_apart(fail_apart, "no"));
    CHECK_REASON("doc_unreadable", read_apart(crash_apart, ""));
    for (size_t i = 0; i < APART_MOST; i++)
        CHECK_OK(apart_start(heard.loop, turn_apart, "", pdf_done, NULL, &busy[i]));
    CHECK_REASON("doc_busy", apart_start(heard.loop, echo_apart, "", pdf_done, NULL, &one_more));
    for (size_t i = 0; i < APART_MOST; i++)
        apart_free(busy[i]);
    CHECK_OK(read_apart(echo_apart, "again"));
    loop_free(heard.loop);
    buf_done(&heard.text);
}
