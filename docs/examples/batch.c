/* Looks at many paths at once: all calls are under way together, and come back as they are done.
 *
 *     cc batch.c -lpith -o batch && ./batch /etc/hosts /usr/bin /no/such/file */
#include <inttypes.h>
#include <pith_ops.h>
#include <stdio.h>

struct asked {
    const char *path;
    int *left;
};

static void on_done(void *arg, const void *out, const struct pith_error *e)
{
    const struct asked *a = arg;
    const struct pith_fs_stat_out *stat = out;
    if (e)
        printf("%s: %s\n", a->path, e->text);
    else
        printf("%s: %" PRIu64 " bytes\n", a->path, stat->size);
    --*a->left;
}

int main(int argc, char **argv)
{
    struct pith_error e;
    struct pith *p = pith_open(&e);
    struct asked asked[256];
    int left = argc - 1 < 256 ? argc - 1 : 256;
    if (!p)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    for (int i = 0, many = left; i < many; i++) {
        struct pith_fs_stat_in in = { .path = pith_str(argv[i + 1]) };
        asked[i] = (struct asked){ argv[i + 1], &left };
        while (!pith_submit(p, &pith_op_fs_stat, &in,
                            &(struct pith_use){ .done = on_done, .arg = &asked[i] }))
            pith_wait(p, -1); /* as many as may be are under way */
    }
    while (left)
        pith_wait(p, -1);
    pith_close(p);
    return 0;
}
