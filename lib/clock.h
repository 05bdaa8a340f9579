/*
 * How much time passes: a clock that nobody sets.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

/* Seconds since some instant, always the same one in a process. */
double clock_seconds(void);

#endif
