/* Says which pith this is, and the first bytes of a file.
 *
 *     cc hello.c -lpith -o hello && ./hello hello.c */
#include <pith_ops.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct pith_error e;
    struct pith *p = pith_open(&e);
    struct pith_sys_info_in nothing = { 0 };
    struct pith_sys_info_out info;
    if (!p || pith_sys_info(p, &nothing, &info, &e) < 0)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    printf("pith %.*s\n", PITH_STR_ARGS(info.version));

    struct pith_fs_read_in in = { .path = pith_str(argc > 1 ? argv[1] : "README.md") };
    struct pith_fs_read_out file;
    if (pith_fs_read(p, &in, &file, &e) < 0)
        return fprintf(stderr, "%s\n", pith_error_text(&e)), 1;
    printf("%.*s\n", (int)(file.data.len < 60 ? file.data.len : 60), (const char *)file.data.ptr);
    pith_close(p);
    return 0;
}
