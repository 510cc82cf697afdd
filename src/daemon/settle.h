/* settle: what the daemon does once it is ready: it gives up rights that only starting took, and
 * lets go of what only starting had in memory. */
#pragma once

void settle(void);
