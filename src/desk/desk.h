/* desk: the desktop's files, as browsers are sent them.
 *
 * A release carries them inside: web/build/pack.ts compresses what Vite built and writes a table
 * of them, which is compiled in (-Dweb=true). While somebody works on the desktop, they come from
 * a directory instead and are read anew at each request.
 *
 * A page is found where it is served: "/" is index.html, "/sign-in" is sign-in.html, all else
 * bears its own name. Called on the loop thread only. */
#pragma once
#include "base/base.h"

struct asset {
    struct str path; /* "/assets/index-4f5e.js" */
    struct str type; /* for Content-Type */
    struct str etag; /* for ETag, with its quotes */
    bool immutable;  /* the name holds a hash of the content: it never changes */
    /* The content; gz and br are empty when it comes from a directory, raw is where it is carried
     * compressed alone. */
    struct str raw, gz, br;
};

/* The asset at `path`, or NULL. It stays until desk_done(), also when the file changes. */
const struct asset *asset_find(struct str path);

/* How many there are inside; 0 with -Dweb=false. */
size_t desk_count(void);

/* From now on the files are those in `dir`. ERR_NOT_FOUND if no desktop is there. */
struct err *desk_from_dir(const char *dir);

/* Forgets the directory and what was read from it. */
void desk_done(void);
