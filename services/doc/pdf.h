/* pdf: the text of a PDF, through poppler's pdftotext, in a process of its own, which has as much
 * time as what is read apart, and counts as one of those: a few KB of forms within forms take
 * hours. */
#pragma once
#include "apart.h"
#include "base/base.h"
#include "base/loop.h"

enum { PDF_TEXT_MOST = 32 * 1024 * 1024, PDF_MS = APART_MS };

struct pdf;
/* The text, page by page with a form feed behind each; or why there is none. The pdf is gone. */
typedef void pdf_fn(void *arg, struct str text, struct err *take_e);

/* `bytes` are borrowed until `done` or pdf_free(). ERR_LIMIT "doc_busy". */
struct err *pdf_start(struct loop *l, struct str bytes, pdf_fn *done, void *arg,
                      struct pdf **out_pdf);
void pdf_free(struct pdf *p); /* its process ends; `done` is not told any more */
DEFINE_OWNED(pdf)
