/*
 * Which seals' files a publication directory holds.
 */
#ifndef LIB_PUBLISH_LIST_H
#define LIB_PUBLISH_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"

/* The number of a file "NNNNNN.*", 0 for another name. */
int64_t publish_file_number(const char *name);

/*
 * Looks for the files "NNNNNN.<suffix>": *newest gets the largest number, 0
 * when there is none, *complete the largest N such that 1 to N are all there.
 * Either may be NULL.
 */
int publish_list(const char *directory, const char *suffix, int64_t *complete,
    int64_t *newest, struct err *err);

/*
 * All the numbers, ascending; the caller frees *seqs.  *last_part, which may
 * be NULL, gets the largest number of any seal's file.
 */
int publish_list_all(const char *directory, const char *suffix, int64_t **seqs,
    size_t *count, int64_t *last_part, struct err *err);

#endif
