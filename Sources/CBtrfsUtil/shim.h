/* SPDX-License-Identifier: Apache-2.0 */
#include <btrfsutil.h>
#include <stdlib.h>

/* Frees a string that libbtrfsutil gave. */
static inline void strata_free_string(char *string) { free(string); }
