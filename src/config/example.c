/* A file to begin with: every setting with its documentation, commented out. */
#include "config/config_priv.h"

static const char head[] =
    "# The configuration of pith.\n"
    "#\n"
    "# Every setting stands here with its built-in value. Take the '#' before one away to\n"
    "# change it; pith config validate looks for mistakes, pith config reload applies it.\n";

static struct str section_of(const struct setting *row)
{
    struct str path = str_of(row->path);
    return str_cut(&path, '.');
}

static void add_setting(const struct setting *row, struct buf *out)
{
    struct str section = section_of(row);
    buf_printf(out, "\n# %s\n# It takes ", row->doc);
    setting_takes(row, out);
    buf_printf(out, "%s.\n# %s = ", row->live ? "" : "; a change waits for the next start",
               row->path + section.len + 1);
    setting_write(row, &row->fallback, out);
    buf_add(out, STR("\n"));
}

void config_example(struct buf *out)
{
    struct str section = STR("");
    buf_add(out, str_of(head));
    for (int i = 0; i < CONFIG_KEYS; i++) {
        struct str next = section_of(&settings[i]);
        if (!str_eq(section, next))
            buf_printf(out, "\n[%.*s]\n", STR_ARGS(next));
        section = next;
        add_setting(&settings[i], out);
    }
}

struct err *config_init(const struct config_places *places)
{
    bool there;
    owned(buf) struct buf old, example;
    const char *file = places->file[PLACE_USER];
    buf_init(&old, TOML_BYTES_MOST);
    buf_init(&example, TOML_BYTES_MOST);
    TRY(places_read(file, &old, &there));
    if (there)
        return err_hint(err_new(ERR_EXISTS, "file_exists", "there is a %s already", file),
                        "pith config edit");
    config_example(&example);
    return places_write(file, buf_text(&example));
}
