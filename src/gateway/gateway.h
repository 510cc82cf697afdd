/* gateway: the doors.
 *
 *     gateway/door.h   the op table over HTTP */
#pragma once
#include "gateway/door.h"
