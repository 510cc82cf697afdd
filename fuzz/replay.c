/* Runs a harness over each file of a corpus, in place of libFuzzer. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static struct err *read_whole(const char *path, struct buf *out)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return err_sys("open %s", path);
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_add(out, (struct str){ piece, n });
    fclose(f);
    return NULL;
}

static struct err *replay(const char *dir, const char *name)
{
    char path[PATH_MOST];
    owned(buf) struct buf text;
    buf_init(&text, 16 * MIB);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    TRY(read_whole(path, &text));
    LLVMFuzzerTestOneInput((const uint8_t *)text.ptr, text.len);
    return NULL;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    const char *dir = argc > 1 ? argv[1] : ".";
    int n = scandir(dir, &entries, visible, alphasort), failed = 0;
    for (int i = 0; i < n; i++) {
        owned(err) struct err *e = replay(dir, entries[i]->d_name);
        if (e)
            fprintf(stderr, "%s\n", err_text(e));
        failed += e != NULL;
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    printf("%d inputs from %s\n", n, dir);
    return n <= 0 || failed;
}
