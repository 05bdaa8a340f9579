#include "lib/report_csv.h"

static void
put_uuid(struct csv *csv, const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];

	csv_text(csv, uuid_format(uuid, text));
}

static void
put_date(struct csv *csv, struct date date)
{
	char text[DATE_TEXT_SIZE];

	csv_text(csv, date_format(date, text));
}

static void
put_empty(struct csv *csv, int count)
{
	while (count-- > 0)
		csv_empty(csv);
}

static void
put_record(struct csv *csv, const struct report_day *day)
{
	char text[INSTANT_TEXT_SIZE];

	csv_int(csv, (int64_t)day->correction_count);
	csv_text(csv, day->time_zone);
	csv_int(csv, day->sums.total_impressions);
	csv_int(csv, day->sums.unique_devices);
	csv_int(csv, day->sums.unique_stores);
	csv_int(csv, day->sums.total_duration_seconds);
	csv_int(csv, day->sums.plays_received);
	csv_int(csv, named_counts_total(&day->sums.exclusions));
	put_uuid(csv, &day->record_id);
	csv_text(csv, instant_format(day->created_at, true, text));
}

void
report_csv_days(const struct report *report, struct buf *out)
{
	struct csv csv;

	csv_init(&csv, out);
	csv_header(&csv,
	    "campaign_id,campaign_name,date,state,corrections,time_zone,"
	    "total_impressions,unique_devices,unique_stores,"
	    "total_duration_seconds,plays_received,plays_excluded,record_id,"
	    "created_at");
	for (size_t i = 0; i < report->day_count; i++) {
		const struct report_day *day = &report->days[i];

		put_uuid(&csv, &report->campaign_id);
		csv_text(&csv, report->campaign_name);
		put_date(&csv, day->date);
		csv_text(&csv, day_state_name(day->state));
		if (day_has_record(day))
			put_record(&csv, day);
		else
			put_empty(&csv, 10);
		csv_end_row(&csv);
	}
}

/* The columns between date and state, and how many of them are numbers. */
static const struct {
	const char *header;
	int texts, numbers;
} shapes[] = {
    [BREAKDOWN_NONE] = {"", 0, 0},
    [BREAKDOWN_HOUR] = {"date,hour,impressions,state", 1, 1},
    [BREAKDOWN_REGION] = {"date,region,impressions,state", 1, 1},
    [BREAKDOWN_STORE] = {"date,store_id,store_name,region,impressions,state", 3,
	1},
    [BREAKDOWN_DEVICE] =
	{"date,device_id,store_id,impressions,duration_seconds,state", 2, 2},
};

void
report_table_open(struct report_table *table, const struct report *report,
    enum report_breakdown breakdown, struct buf *out)
{
	table->report = report;
	table->breakdown = breakdown;
	table->day = 0;
	table->has_rows = false;
	csv_init(&table->csv, out);
	csv_header(&table->csv, shapes[breakdown].header);
}

static void
end_row(struct report_table *table)
{
	const struct report_day *day = &table->report->days[table->day];

	csv_text(&table->csv, day_state_name(day->state));
	csv_end_row(&table->csv);
}

/* Zeros of a record without rows; nothing of a date without a record. */
static void
put_day_without_rows(struct report_table *table)
{
	const struct report_day *day = &table->report->days[table->day];

	put_date(&table->csv, day->date);
	put_empty(&table->csv, shapes[table->breakdown].texts);
	for (int i = 0; i < shapes[table->breakdown].numbers; i++) {
		if (day_has_record(day))
			csv_int(&table->csv, 0);
		else
			csv_empty(&table->csv);
	}
	end_row(table);
}

/* Finishes all days before the one at `index`. */
static void
go_to_day(struct report_table *table, size_t index)
{
	while (table->day < index) {
		if (!table->has_rows)
			put_day_without_rows(table);
		table->has_rows = false;
		table->day++;
	}
}

/* A row of the day that is under way. */
static void
begin_row(struct report_table *table)
{
	put_date(&table->csv, table->report->days[table->day].date);
	table->has_rows = true;
}

static void
put_hours(struct report_table *table, const struct record *record)
{
	for (unsigned hour = 0; hour < HOURS_PER_DAY; hour++) {
		char name[3] = {
		    (char)('0' + hour / 10), (char)('0' + hour % 10), '\0'};

		begin_row(table);
		csv_text(&table->csv, name);
		csv_int(&table->csv, record->hours[hour]);
		end_row(table);
	}
}

static void
put_regions(struct report_table *table, const struct record *record)
{
	for (size_t i = 0; i < record->regions.count; i++) {
		begin_row(table);
		csv_text(&table->csv, record->regions.items[i].name);
		csv_int(&table->csv, record->regions.items[i].count);
		end_row(table);
	}
}

static void
put_stores(struct report_table *table, const struct record *record)
{
	for (size_t i = 0; i < record->store_count; i++) {
		const struct store_count *store = &record->stores[i];

		begin_row(table);
		if (store->has_id)
			put_uuid(&table->csv, &store->store_id);
		else
			csv_empty(&table->csv);
		csv_text(&table->csv, store->name);
		csv_text(&table->csv, store->region);
		csv_int(&table->csv, store->impressions);
		end_row(table);
	}
}

static size_t
index_of(const struct report_table *table, struct date date)
{
	return (size_t)(date.days - table->report->days[0].date.days);
}

void
report_table_record(struct report_table *table, const struct record *record)
{
	go_to_day(table, index_of(table, record->date));
	if (table->breakdown == BREAKDOWN_HOUR)
		put_hours(table, record);
	else if (table->breakdown == BREAKDOWN_REGION)
		put_regions(table, record);
	else if (table->breakdown == BREAKDOWN_STORE)
		put_stores(table, record);
}

void
report_table_device(struct report_table *table, struct date date,
    const struct device_count *device)
{
	go_to_day(table, index_of(table, date));
	begin_row(table);
	put_uuid(&table->csv, &device->device_id);
	if (device->has_store)
		put_uuid(&table->csv, &device->store_id);
	else
		csv_empty(&table->csv);
	csv_int(&table->csv, device->impressions);
	csv_int(&table->csv, device->duration_seconds);
	end_row(table);
}

void
report_table_close(struct report_table *table)
{
	go_to_day(table, table->report->day_count);
}
