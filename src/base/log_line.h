/* Inside log: what a line looks like. */
#pragma once
#include "base/limits.h"
#include "base/log.h"

struct str log_level_name(enum log_level level);

/* Writes the whole line with its line end into `out`; returns its length. */
size_t log_line_write(char out[LOG_LINE_MOST], enum log_style style, enum log_level level,
                      const char *message, const struct log_field *fields);
