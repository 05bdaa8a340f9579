#include "lib/compute.h"

#include "lib/rollup.h"
#include "lib/source.h"

/* Names and flights come after the plays: only those met are asked for. */
static int
make_ledger(const struct scan *scan, const struct rollup *rollup,
    struct ledger *ledger, struct err *err)
{
	struct campaigns campaigns;
	struct map stores;
	int rc = -1;

	map_init(
	    &stores, sizeof(struct uuid), sizeof(struct store), scan->budget);
	if (source_campaigns(scan->pool->first, rollup, &campaigns, err) != 0)
		return -1;
	if (source_stores(scan->pool->first, rollup, &stores, err) != 0)
		goto out;
	rc = ledger_make(ledger, rollup, &campaigns, &stores, err);
out:
	campaigns_release(&campaigns);
	stores_release(&stores);
	return rc;
}

int
compute_day(const struct scan *scan, const struct policy *policy,
    const struct day *day, struct ledger *ledger, struct err *err)
{
	struct rollup rollup;
	struct map homes;
	int rc = -1;

	map_init(&homes, sizeof(struct uuid), sizeof(struct rollup_home),
	    scan->budget);
	rollup_init(&rollup, policy, day, &homes, scan->budget);
	rollup.excluded_devices = scan->excluded_devices;
	if (source_homes(scan->pool->first, &homes, err) == 0 &&
	    scan_plays(scan, &rollup, err) == 0)
		rc = 0;
	map_release(&homes); /* the plays have their stores by now */
	if (rc == 0)
		rc = make_ledger(scan, &rollup, ledger, err);
	rollup_release(&rollup);
	return rc;
}
