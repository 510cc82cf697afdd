/* Inside probe: one function for each row. */
#pragma once
#include "base/probe.h"

#define PROBE(constant, name, purpose, remedy) void look_##name(struct probe *p);
#include "base/probes.def"
#undef PROBE
