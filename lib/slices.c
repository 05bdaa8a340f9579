#include "lib/slices.h"

#include <cjson/cJSON.h>

#include "lib/date.h"
#include "queries.h"

/* A slice of this many plays takes some 30 MB to find duplicates in. */
#define COMFORTABLE_ROWS 200000.0

/* All slices together may cost this many scans of the day. */
#define MOST_SCANS 2.0

size_t
slices_choose(size_t hours, const struct slice_estimate *day,
    const struct slice_estimate *hour)
{
	double affordable;

	if (day->rows <= COMFORTABLE_ROWS || hour->cost <= 0)
		return 1;
	affordable = MOST_SCANS * day->cost / hour->cost;
	if (affordable >= (double)hours)
		return hours;
	return affordable < 1 ? 1 : (size_t)affordable;
}

void
slices_cut(const struct day *day, size_t count, struct slices *slices)
{
	size_t hours = day->hour_count;

	slices->count = count;
	for (size_t i = 0; i < count; i++) {
		slices->items[i].start = day->hours[i * hours / count].start;
		slices->items[i].end =
		    day->hours[(i + 1) * hours / count - 1].end;
	}
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

	if (cJSON_IsNumber(cost) && cJSON_IsNumber(rows)) {
		estimate->cost = cost->valuedouble;
		estimate->rows = rows->valuedouble;
	} else {
		rc = err_set(
		    err, ERR_INTERNAL, "could not read the plan of the plays");
	}
	cJSON_Delete(root);
	return rc;
}

static int
estimate(struct db *db, int64_t start, int64_t end,
    struct slice_estimate *estimate, struct err *err)
{
	char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
	const char *const params[] = {
	    instant_format(start, true, from), instant_format(end, true, to)};
	struct db_rows rows;
	int rc;

	if (db_explain(db, &sql_slice_plays, 2, params, &rows, err) != 0)
		return -1;
	rc = read_estimate(db_text(&rows, 0, 0), estimate, err);
	db_rows_release(&rows);
	return rc;
}

int
slices_plan(struct db *db, const struct day *day, struct slices *slices,
    struct err *err)
{
	const struct day_hour *noon = &day->hours[day->hour_count / 2];
	struct slice_estimate whole, hour;

	if (estimate(db, day->start, day->end, &whole, err) != 0 ||
	    estimate(db, noon->start, noon->end, &hour, err) != 0)
		return -1;
	slices_cut(day, slices_choose(day->hour_count, &whole, &hour), slices);
	slices->rows = whole.rows;
	return 0;
}
