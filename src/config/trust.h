/* trust: which folders' files a person has said yes to.
 *
 * A yes is to a folder and to what its file held at that moment: whoever may write into the
 * folder afterwards, an agent at work in it above all, does not get to configure pith. The list
 * is a file in the data directory, one line each: a hash of the file, a blank, the folder. */
#pragma once
#include "base/base.h"

enum trust { TRUST_NONE, TRUST_CHANGED, TRUST_GIVEN };

/* `folder` is absolute and without links, `text` is what its file holds. */
struct err *trust_look(const char *data_dir, const char *folder, struct str text, enum trust *out);
struct err *trust_give(const char *data_dir, const char *folder, struct str text);
struct err *trust_take(const char *data_dir, const char *folder);
