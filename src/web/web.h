/* web: pages as text.
 *
 * web.fetch alone: it has the way out (pith-net) fetch, and what reads documents (pith-doc) read.
 * Nothing of a page is parsed in here. */
#pragma once
