#include "lib/policy.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int
policy_add_status(struct policy *policy, const char *status)
{
	char *copy;

	if (policy->status_count == POLICY_MAX_STATUSES)
		return -1;
	copy = strdup(status);
	if (!copy)
		return -1;
	for (char *c = copy; *c != '\0'; c++)
		*c = lower(*c);
	policy->statuses[policy->status_count++] = copy;
	return 0;
}

void
policy_release(struct policy *policy)
{
	for (size_t i = 0; i < policy->status_count; i++)
		free(policy->statuses[i]);
	memset(policy, 0, sizeof(*policy));
}

static bool
equals_lower(const char *wanted, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (wanted[i] == '\0' || wanted[i] != lower(text[i]))
			return false;
	}
	return wanted[length] == '\0';
}

static bool
status_counts(const struct policy *policy, const struct play *play)
{
	if (!play->status)
		return false;
	for (size_t i = 0; i < policy->status_count; i++) {
		if (equals_lower(
			policy->statuses[i], play->status, play->status_length))
			return true;
	}
	return false;
}

enum verdict
policy_judge(const struct policy *policy, const struct play *play)
{
	if (!status_counts(policy, play))
		return VERDICT_STATUS;
	if (!play->has_duration || play->duration_seconds <= 0)
		return VERDICT_DURATION_INVALID;
	if (play->duration_seconds > policy->max_duration_seconds)
		return VERDICT_DURATION_TOO_LONG;
	/* Subtracting keeps an infinite received_at from overflowing. */
	if (play->has_received &&
	    play->started_at - policy->clock_skew_seconds * INSTANT_SECOND >
		play->received_at)
		return VERDICT_CLOCK_AHEAD;
	return VERDICT_COUNTED;
}

static bool
starts_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* "status_" and the status, whole characters, 64 of them at most. */
static void
status_reason(const struct play *play, char reason[REASON_SIZE])
{
	static const char prefix[] = "status_";
	size_t length = sizeof(prefix) - 1;
	size_t characters = length;

	memcpy(reason, prefix, length);
	for (size_t i = 0; i < play->status_length; i++) {
		if (starts_character(play->status[i]) &&
		    ++characters > REASON_MAX_CHARACTERS)
			break;
		if (length == REASON_SIZE - 1)
			break;
		reason[length++] = lower(play->status[i]);
	}
	reason[length] = '\0';
}

char *
policy_reason(
    enum verdict verdict, const struct play *play, char reason[REASON_SIZE])
{
	static const char *const words[] = {
	    [VERDICT_COUNTED] = "counted",
	    [VERDICT_STATUS] = "status_none",
	    [VERDICT_DURATION_INVALID] = "duration_invalid",
	    [VERDICT_DURATION_TOO_LONG] = "duration_too_long",
	    [VERDICT_CLOCK_AHEAD] = "clock_ahead",
	    [VERDICT_DUPLICATE] = "duplicate",
	};

	if (verdict == VERDICT_STATUS && play->status &&
	    play->status_length > 0)
		status_reason(play, reason);
	else
		memcpy(reason, words[verdict], strlen(words[verdict]) + 1);
	return reason;
}
