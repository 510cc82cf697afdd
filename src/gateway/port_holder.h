/* port_holder: which program listens on a port of this machine, for the error that says so. */
#pragma once
#include "base/base.h"

/* Adds to the error who it is, as far as that can be seen, and what to do. */
struct err *name_port_holder(struct err *take_e, int port);
