/* json_peer: what jansson makes of JSON, for json_cases_test.c.
 *
 * Standard input: cases, each its length, a newline and that many bytes. Standard output: a
 * line for each: what was read, in ASCII, or nothing when it is refused. A program of its own
 * since jansson's names are the same as ours. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static char *read_with_jansson(const char *text, size_t len)
{
    json_t *tree = json_loadb(text, len, JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES,
                              NULL);
    char *written = json_dumps(tree, JSON_ENCODE_ANY | JSON_COMPACT | JSON_ENSURE_ASCII |
                                         JSON_REAL_PRECISION(17));
    json_decref(tree);
    return written;
}

int main(void)
{
    static char text[4096];
    size_t len;
    while (scanf("%zu", &len) == 1 && getchar() == '\n' && len <= sizeof text) {
        if (fread(text, 1, len, stdin) != len)
            return 1;
        char *written = read_with_jansson(text, len);
        puts(written ? written : "");
        free(written);
    }
    return 0;
}
