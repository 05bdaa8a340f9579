/*
 * A play: one row of the playback log, one showing of one creative on one
 * device, as the platform recorded it.
 */
#ifndef LIB_PLAY_H
#define LIB_PLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/uuid.h"

struct play {
	struct uuid campaign_id; /* nil when the log has none */
	struct uuid device_id;
	struct uuid content_id; /* nil when the log has none */
	struct uuid store_id;
	bool has_store;
	bool has_duration;
	bool has_received;
	int32_t duration_seconds;
	int64_t started_at;  /* instant */
	int64_t received_at; /* instant */
	const char *status;  /* not NUL-terminated, NULL when null */
	size_t status_length;
};

#endif
