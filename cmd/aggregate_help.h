/*
 * What pop-aggregate --help prints.
 */
#ifndef CMD_AGGREGATE_HELP_H
#define CMD_AGGREGATE_HELP_H

extern const char aggregate_help[];

#endif
