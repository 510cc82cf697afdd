/* The copy of what worked last, a file of settings in the data directory: see config.h. */
#include "config/config_priv.h"

#include "base/disk.h"
#include "base/log.h"

static const struct str head =
    STR_INIT("# What worked last; pith uses it when the files are broken.\n");

/* A folder's values stay with the folder: pith may start elsewhere the next time. */
static bool is_kept(const struct held *h)
{
    return h->layer == CONFIG_LAYER_SYSTEM || h->layer == CONFIG_LAYER_USER;
}

static void spell(const struct state *s, struct buf *out)
{
    buf_add(out, head);
    for (int i = 0; i < CONFIG_KEYS; i++) {
        const struct held *h = &s->held[i];
        if (!is_kept(h))
            continue;
        buf_printf(out, "%s = ", settings[i].path);
        setting_write(&settings[i], &h->value, out);
        buf_add_char(out, '\n');
    }
}

/* An ordinary start finds the copy as it would be written, and writes nothing; nor does one that
 * has nothing to copy. */
static struct err *replace(const struct config *cfg)
{
    bool there;
    owned(buf) struct buf old, new;
    owned_mem char *path = disk_path(cfg->places.data_dir, KEPT_FILE);
    buf_init(&old, TOML_BYTES_MOST);
    buf_init(&new, TOML_BYTES_MOST);
    spell(cfg->now, &new);
    TRY(places_read(path, &old, &there));
    if (str_eq(there ? buf_text(&old) : head, buf_text(&new)))
        return NULL;
    return disk_write_file(&disk_real, cfg->places.data_dir, KEPT_FILE, buf_text(&new));
}

void kept_write(struct config *cfg)
{
    owned(err) struct err *e = cfg->now->n_file_errors ? NULL : replace(cfg);
    if (e)
        LOG_WARN("the configuration that works was not kept", F_ERR(e));
}

void config_keep(struct config *cfg)
{
    HOLD(&cfg->changing);
    cfg->keeps = true;
    kept_write(cfg);
}
