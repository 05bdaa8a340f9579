/*
 * Random changes of a text's bytes, and the numbers they are drawn from.
 */
#ifndef TESTS_AUDIT_MUTATIONS_BYTES_H
#define TESTS_AUDIT_MUTATIONS_BYTES_H

#include <stdint.h>

#include "lib/buf.h"

/* A seed names its mutations: the same numbers follow. */
void draw_seed(uint64_t seed);

/* From 0 to bound - 1. */
uint64_t draw(uint64_t bound);

/* Both take a text that is not empty. */
void change_byte(struct buf *text);
void change_chunk(struct buf *text);

#endif
