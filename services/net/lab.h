/* lab: an internet of one's own, for tests: two network namespaces and a cable between them.
 *
 * This process moves into the first; in the other run a name server and web servers at addresses
 * that look public, private, link-local. Nothing that is sent leaves the machine. */
#pragma once
#include "base/base.h"

/* Skips the test where the host allows no namespaces. To be called before any thread. */
void lab_enter(void);

/* How many connections the web server at that address has seen. */
unsigned lab_requests_at(const char *address);
