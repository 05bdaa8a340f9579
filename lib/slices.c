#include "lib/slices.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "lib/date.h"
#include "queries.h"

/* Held until their slice ends, this many plays take about two megabytes. */
#define ROWS_PER_SLICE 60000.0

/* All slices together may cost this many scans of the day. */
#define MOST_SCANS 2.0

size_t
slices_wanted(double rows)
{
	double wanted = rows / ROWS_PER_SLICE;

	if (wanted >= SLICES_MAX)
		return SLICES_MAX;
	return wanted < 1 ? 1 : (size_t)wanted;
}

size_t
slices_affordable(size_t wanted, const struct slice_estimate *day,
    const struct slice_estimate *slice)
{
	double share =
	    slice->indexed_rows / day->rows + slice->scan_cost / day->cost;
	double affordable;

	if (!(share > 0))
		return wanted;
	affordable = MOST_SCANS / share;
	if (affordable >= (double)wanted)
		return wanted;
	return affordable < 1 ? 1 : (size_t)affordable;
}

/* Whole seconds, so that the bounds read well in the server's log. */
static int64_t
bound(const struct slices *slices, size_t index)
{
	int64_t seconds =
	    (slices->day.end - slices->day.start) / INSTANT_SECOND;

	return slices->day.start + seconds * (int64_t)index /
				       (int64_t)slices->count * INSTANT_SECOND;
}

struct slice
slices_at(const struct slices *slices, size_t index)
{
	return (struct slice){bound(slices, index), bound(slices, index + 1)};
}

/* Adds up the leaves of a plan. */
static void
walk_plan(const cJSON *node, struct slice_estimate *estimate)
{
	const char *type =
	    cJSON_GetStringValue(cJSON_GetObjectItem(node, "Node Type"));
	const cJSON *cost = cJSON_GetObjectItem(node, "Total Cost");
	const cJSON *rows = cJSON_GetObjectItem(node, "Plan Rows");
	const cJSON *child;

	if (type && strstr(type, "Index") && rows)
		estimate->indexed_rows += rows->valuedouble;
	else if (type && strcmp(type, "Seq Scan") == 0 && cost)
		estimate->scan_cost += cost->valuedouble;
	cJSON_ArrayForEach(child, cJSON_GetObjectItem(node, "Plans"))
	    walk_plan(child, estimate);
}

static int
read_estimate(
    const char *json, struct slice_estimate *estimate, struct err *err)
{
	cJSON *root = cJSON_Parse(json);
	const cJSON *plan =
	    cJSON_GetObjectItem(cJSON_GetArrayItem(root, 0), "Plan");
	const cJSON *cost = cJSON_GetObjectItem(plan, "Total Cost");
	const cJSON *rows = cJSON_GetObjectItem(plan, "Plan Rows");
	int rc = 0;

	memset(estimate, 0, sizeof(*estimate));
	if (cJSON_IsNumber(cost) && cJSON_IsNumber(rows)) {
		estimate->cost = cost->valuedouble;
		estimate->rows = rows->valuedouble;
		walk_plan(plan, estimate);
	} else {
		rc = err_set(
		    err, ERR_INTERNAL, "could not read the plan of the plays");
	}
	cJSON_Delete(root);
	return rc;
}

static int
estimate(struct db *db, const struct slice *slice,
    struct slice_estimate *estimate, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	const char *const params[] = {instant_format(slice->start, true, from),
	    instant_format(slice->end, true, to), ""};
	struct db_rows rows;
	int rc;

	if (db_explain(db, &sql_slice_plays, 3, params, &rows, err) != 0)
		return -1;
	rc = read_estimate(db_text(&rows, 0, 0), estimate, err);
	db_rows_release(&rows);
	return rc;
}

int
slices_plan(struct db *db, const struct day *day, struct slices *slices,
    struct err *err)
{
	struct slice_estimate whole, part;
	struct slice noon;

	slices->day = (struct slice){day->start, day->end};
	if (estimate(db, &slices->day, &whole, err) != 0)
		return -1;
	slices->rows = whole.rows;
	slices->count = slices_wanted(whole.rows);
	if (slices->count == 1)
		return 0;
	noon = slices_at(slices, slices->count / 2);
	if (estimate(db, &noon, &part, err) != 0)
		return -1;
	slices->count = slices_affordable(slices->count, &whole, &part);
	return 0;
}
