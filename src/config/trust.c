/* The list of trusted folders: see trust.h. */
#include "config/trust.h"

#include "base/disk.h"

#include <sodium.h>

#define TRUST_FILE "trusted-folders"
enum { HASH = 32, TRUST_FILE_MOST = 1 * MIB };

static void hash_text(struct str text, struct buf *out)
{
    unsigned char hash[HASH];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text.ptr, text.len, NULL, 0);
    hex_add(out, (struct str){ (const char *)hash, sizeof hash });
}

static struct err *read_list(const char *data_dir, struct buf *out)
{
    owned_mem char *path = disk_path(data_dir, TRUST_FILE);
    int there = disk_real.exists(&disk_real, path);
    if (there < 0)
        return err_errno(-there, "look at %s", path);
    return there ? disk_read_file(&disk_real, path, out) : NULL;
}

struct err *trust_look(const char *data_dir, const char *folder, struct str text, enum trust *out)
{
    owned(buf) struct buf list, hash;
    buf_init(&list, TRUST_FILE_MOST);
    buf_init(&hash, HEX_LEN(HASH));
    *out = TRUST_NONE;
    TRY(read_list(data_dir, &list));
    hash_text(text, &hash);
    for (struct str rest = buf_text(&list); rest.len;) {
        struct str line = str_cut(&rest, '\n'), was = str_cut(&line, ' ');
        if (str_eq(line, str_of(folder)))
            *out = str_eq(was, buf_text(&hash)) ? TRUST_GIVEN : TRUST_CHANGED;
    }
    return NULL;
}

static void copy_others(struct str list, struct str folder, struct buf *out)
{
    while (list.len) {
        struct str line = str_cut(&list, '\n'), of = line;
        str_cut(&of, ' ');
        if (!str_eq(of, folder)) {
            buf_add(out, line);
            buf_add_char(out, '\n');
        }
    }
}

/* The list anew, with `line` in place of what it said about the folder. */
static struct err *replace(const char *data_dir, const char *folder, struct str line)
{
    owned(buf) struct buf old, new;
    buf_init(&old, TRUST_FILE_MOST);
    buf_init(&new, TRUST_FILE_MOST);
    TRY(read_list(data_dir, &old));
    copy_others(buf_text(&old), str_of(folder), &new);
    buf_add(&new, line);
    if (new.full)
        return err_new(ERR_LIMIT, "too_many_folders", "the list of trusted folders is full");
    return disk_write_file(&disk_real, data_dir, TRUST_FILE, buf_text(&new));
}

struct err *trust_give(const char *data_dir, const char *folder, struct str text)
{
    owned(buf) struct buf line;
    buf_init(&line, HEX_LEN(HASH) + PATH_MOST + 2);
    if (strchr(folder, '\n'))
        return err_new(ERR_INVALID, "bad_folder",
                       "a folder with a line end in its name cannot be trusted");
    hash_text(text, &line);
    buf_printf(&line, " %s\n", folder);
    return replace(data_dir, folder, buf_text(&line));
}

struct err *trust_take(const char *data_dir, const char *folder)
{
    return replace(data_dir, folder, STR(""));
}
