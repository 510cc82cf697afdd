/* places: where the configuration comes from, lowest first.
 *
 *     /etc/pith/pith.toml              of the machine
 *     ~/.config/pith/pith.toml         of the person, under XDG_CONFIG_HOME if that is set
 *     ./.pith/pith.toml                of the folder that pith starts in, if it is trusted
 *     PITH__LOG__LEVEL=debug           of the environment: `__` is the dot
 *     --set log.level=debug            of the command line
 *
 * Tests put places of their own here; nothing else asks the system where files are. */
#pragma once
#include "base/base.h"

enum { PLACE_SYSTEM, PLACE_USER, PLACE_FOLDER, PLACE_FILES };

struct config_places {
    char file[PLACE_FILES][PATH_MOST]; /* "": there is none */
    char folder[PATH_MOST];            /* what the folder's file belongs to */
    char home[PATH_MOST];
    char data_dir[PATH_MOST];
    char *const *variables;   /* NAME=value, ends with NULL; outlives all that uses it */
    const char *const *words; /* KEY=value of the command line, likewise; NULL: none */
};

/* ERR_LIMIT if a path would be too long. */
struct err *config_places_find(const char *data_dir, const char *const *words,
                               struct config_places *out);

/* What the file at `path` holds, through links; only of a plain file. */
struct err *places_read(const char *path, struct buf *out, bool *out_there);
/* All of it or nothing, through links; makes the directories on the way. */
struct err *places_write(const char *path, struct str text);
